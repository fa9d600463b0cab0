import Primitives
import Testing

@testable import Envelopes

/// Which keys a profile works with, and what binds them.
@Suite struct BodyKeysTests {
    private static let text = BodyFormatTests.text

    private static func bytes(_ count: Int, _ fill: UInt8 = 7) -> [UInt8] { [UInt8](repeating: fill, count: count) }

    private func failure(_ bench: BodyBench) -> BodyCipherFailure? {
        do throws(BodyCipherFailure) {
            _ = try bench.cipher()
            return nil
        } catch {
            return error
        }
    }

    @Test func aVersionGoesWithThatOfItsSecondSecret() throws {
        let profile = try CipherProfile.reading(["algorithm": "aes-256-cbc", "iv": "fixed", "iv-value": "key:iv"])
        let ivs = [Self.bytes(16, 1), Self.bytes(16, 2)]
        func cipher(_ keys: [[UInt8]], _ ivs: [[UInt8]]) throws -> BodyCipher {
            var bench = BodyBench(profile, keys: CipherKeys(main: .of(keys)))
            bench.keys.named["iv"] = .of(ivs, name: "iv")
            return try bench.cipher()
        }
        let keys = [Self.bytes(32, 3), Self.bytes(32, 4)]
        let old = try cipher([keys[0]], [ivs[0]]).sealing(Self.text)
        let both = try cipher(keys, ivs)
        let opened = try both.opening(old.body)
        #expect(opened.text == Self.text && opened.version.number == 1)
        #expect(try both.sealing(Self.text, as: .reply, with: opened.version).body == old.body)
        // A third version of the key and none of the secret: its active one.
        let third = try cipher(keys + [Self.bytes(32, 5)], ivs).sealing(Self.text)
        let alone = NamedKey(
            name: "k",
            versions: [
                KeyVersion(
                    number: 3, state: .active, createdAt: 0, activatedAt: 0,
                    material: .octets(SecretBytes(Self.bytes(32, 5))))
            ])
        var bench = BodyBench(profile, keys: CipherKeys(main: alone))
        bench.keys.named["iv"] = .of([ivs[1]], name: "iv")
        #expect(try bench.seal(Self.text).body == third.body)
    }

    @Test func repliesHaveAKeyAndASaltOfTheirOwn() throws {
        let profile = try CipherProfile.reading([
            "algorithm": "aes-256-cbc", "key-derivation": "pbkdf2-sha512", "iterations": "1000", "iv": "fixed",
            "iv-value": "hex:000102030405060708090a0b0c0d0e0f", "salt": "text:one", "reply-salt": "text:two",
            "reply-key": "response-key",
        ])
        var bench = BodyBench(profile, key: Self.bytes(16, 1))
        #expect(throws: BodySealFailure.noKey) { try bench.seal(Self.text, as: .reply) }
        bench.keys.response = .of([Self.bytes(16, 2)], name: "r")
        let reply = try bench.seal(Self.text, as: .reply)
        let request = try bench.seal(Self.text)
        #expect(reply.body != request.body)
        #expect(try bench.open(reply, as: .reply).text == Self.text)
        #expect(throws: BodyOpenFailure.self) { try bench.open(reply) }
        var reference = BodyBench(
            try .reading([
                "algorithm": "aes-256-cbc", "key-derivation": "pbkdf2-sha512", "iterations": "1000", "iv": "fixed",
                "iv-value": "hex:000102030405060708090a0b0c0d0e0f", "salt": "text:two",
            ]), key: Self.bytes(16, 2))
        reference.draws = []
        #expect(try reference.seal(Self.text).body == reply.body)
    }

    @Test func keysThatCannotServeAreNamed() throws {
        var bench = BodyBench(try .reading(["algorithm": "aes-256-gcm"]), key: Self.bytes(16))
        #expect(self.failure(bench)?.description == "key \"k\" version 1: it has 16 bytes where the algorithm needs 32")
        bench.keys.main = .of(.publicKey(TestKeys.rsa.publicKey))
        #expect(self.failure(bench) == .kind(key: "k", version: 1, needs: .octets))
        bench = BodyBench(try .reading(["algorithm": "aes-256-gcm", "key-encoding": "hex"]), key: Array("xyz".utf8))
        #expect(self.failure(bench)?.description == "key \"k\" version 1: its bytes are not hex text")
        bench = BodyBench(
            try .reading([
                "algorithm": "aes-256-gcm", "key-wrap": "rsa-pkcs1", "wrapped-key": "header:K",
            ]), key: Self.bytes(32))
        #expect(
            self.failure(bench)?.description
                == "key \"k\" version 1: the profile needs an RSA key; "
                + "import it with: revgate keys import NAME --format pem")
        bench = BodyBench(
            try .reading(["algorithm": "aes-256-cbc", "iv": "fixed", "iv-value": "key:iv"]), key: Self.bytes(32))
        #expect(self.failure(bench) == .missingSecret(field: "iv-value", key: "iv"))
        bench.keys.named["iv"] = .of([Self.bytes(18)], name: "iv")
        #expect(
            self.failure(bench)?.description
                == "iv-value: key \"iv\" version 1: it has 18 bytes where the profile needs 16")
        bench.keys.named["iv"] = NamedKey(name: "iv")
        #expect(self.failure(bench) == .unusableSecret(field: "iv-value", key: "iv"))
    }

    @Test func keysThatCannotSignOrVerifyAreNamed() throws {
        var bench = BodyBench(
            try .reading(["algorithm": "aes-256-gcm", "signature": ["ES256"]]), key: Self.bytes(32))
        bench.keys.verification = .of(.publicKey(TestKeys.rsa.publicKey), name: "v")
        #expect(self.failure(bench)?.description == "key \"v\": it cannot verify ES256")
        bench.profile.signature = SignatureRule(algorithms: [.rs256])
        bench.keys.signing = .of(.publicKey(TestKeys.rsa.publicKey), name: "s")
        #expect(self.failure(bench)?.description == "key \"s\": it cannot sign with RS256")
        bench.keys.signing = .of(.privateKey(TestKeys.rsa), name: "s")
        let sealed = try bench.seal(Self.text)
        #expect(try bench.open(sealed).text == Self.text)
        bench.keys.verification = .of(.publicKey(TestKeys.otherRSA.publicKey), name: "v")
        #expect(throws: BodyOpenFailure.signature) { try bench.open(sealed) }
        bench.keys.signing = nil
        #expect(throws: BodySealFailure.noKey) { try bench.seal(Self.text) }
    }

    @Test func aKeyIsUsedForWhatItsJWKSays() throws {
        func bench(_ binding: KeyBinding) throws -> BodyBench {
            let key = NamedKey(name: "k").adding(.octets(SecretBytes(Self.bytes(32))), binding: binding, at: 0)
            return BodyBench(try .reading(["algorithm": "aes-256-gcm"]), keys: CipherKeys(main: key))
        }
        for binding in [
            KeyBinding(), KeyBinding(algorithm: "A256GCM"), KeyBinding(use: "enc"),
            KeyBinding(operations: ["encrypt", "decrypt"]),
        ] {
            #expect(try bench(binding).seal(Self.text).body.isEmpty == false)
        }
        for binding in [
            KeyBinding(algorithm: "A256GCMKW"), KeyBinding(algorithm: "A128GCM"), KeyBinding(use: "sig"),
            KeyBinding(operations: ["wrapKey"]), KeyBinding(operations: []),
        ] {
            #expect(
                self.failure(try bench(binding))?.description
                    == "key \"k\" version 1: the alg, use or key_ops of its JWK do not allow this profile")
        }
        let sealed = try bench(KeyBinding()).seal(Self.text)
        let reader = try bench(KeyBinding(operations: ["decrypt"])).cipher()
        #expect(try reader.opening(sealed.body).text == Self.text)
        #expect(throws: BodySealFailure.noKey) { try reader.sealing(Self.text) }
        let writer = try bench(KeyBinding(operations: ["encrypt"])).cipher()
        #expect(throws: BodyOpenFailure.noUsableVersion) { try writer.opening(sealed.body) }
        let written = try writer.sealing(Self.text)
        #expect(try reader.opening(written.body).text == Self.text)
    }

    @Test func aKeyOfCodesIsUsedForWhatItsJWKSays() throws {
        func failure(_ binding: KeyBinding, _ bytes: [UInt8] = Self.bytes(32)) throws -> BodyCipherFailure? {
            var bench = BodyBench(
                try .reading(["algorithm": "aes-256-cbc", "mac": "hmac-sha256", "mac-key": "key:m"]),
                key: Self.bytes(32))
            bench.keys.named["m"] = NamedKey(name: "m").adding(.octets(SecretBytes(bytes)), binding: binding, at: 0)
            return self.failure(bench)
        }
        for binding in [
            KeyBinding(), KeyBinding(algorithm: "HS256", use: "sig", operations: ["sign"]),
            KeyBinding(operations: ["verify"]),
        ] {
            #expect(try failure(binding) == nil)
        }
        for binding in [
            KeyBinding(algorithm: "HS512"), KeyBinding(algorithm: "A256GCM"), KeyBinding(use: "enc"),
            KeyBinding(operations: ["encrypt"]), KeyBinding(operations: []),
        ] {
            #expect(
                try failure(binding) == .algorithms(key: "m", version: 1, reason: KeyBinding.refusal))
        }
        #expect(try failure(KeyBinding(), []) == .unusableSecret(field: "mac-key", key: "m"))
    }

    @Test(arguments: CipherProfile.builtIn)
    func everyBuiltInProfileWorksWithAFreshKey(_ profile: CipherProfile) throws {
        guard let demand = profile.keyDemands.first, demand != .rsa, demand != .agreement else { return }
        let key = try profile.freshMaterial(for: demand, bits: 2048, curve: .x25519)
        let cipher = try BodyBench(profile, keys: CipherKeys(main: .of(key))).cipher()
        guard profile.name != "uidai" else {
            #expect(throws: BodySealFailure.repeatedIV) { try cipher.sealing(Self.text) }
            return
        }
        let request = try cipher.sealing(Self.text)
        #expect(try cipher.opening(request.body, request.fields).text == Self.text)
    }
}
