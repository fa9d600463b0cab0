import Foundation
import Primitives
import Testing

@testable import Envelopes

@Suite struct BodyRulesTests {
    typealias Fields = KeyValuePairs<String, ProfileValue>

    static let text = BodyFormatTests.text

    private static func bytes(_ count: Int, _ fill: UInt8 = 7) -> [UInt8] { [UInt8](repeating: fill, count: count) }

    @Test func whatIsWrittenBesidesIsWhatTheProfileSays() throws {
        var bench = BodyBench(
            try .reading([
                "algorithm": "aes-128-ecb", "wrapper": "json:/a/d", "constants": ["/a/v": "x\"y", "header:X-V": "1"],
                "reply-wrapper": "form:r", "reply-constants": ["m": "a b"],
            ]), key: Self.bytes(16))
        bench.draws = []
        let request = try bench.seal(Array("{}".utf8))
        #expect(request.text.hasPrefix(#"{"a":{"d":""#))
        #expect(request.text.hasSuffix(#"","v":"x\"y"}}"#))
        #expect(request.fields.fields.map(\.name) == ["X-V"])
        let reply = try bench.seal(Array("{}".utf8), as: .reply)
        #expect(reply.text.hasPrefix("r=") && reply.text.hasSuffix("&m=a+b") && !reply.text.contains("=="))
        #expect(try bench.open(reply, as: .reply).text == Array("{}".utf8))
        #expect(reply.fields.isEmpty)
        #expect(throws: BodyOpenFailure.wrapper) { try bench.open(reply) }
    }

    @Test func escapedSlashesAndLineBreaksAreRead() throws {
        for wrapper in ["json:d", "json:/d"] {
            let bench = BodyBench(
                try .reading(["algorithm": "aes-256-gcm", "wrapper": .text(wrapper)]), key: Self.bytes(32))
            let cipher = try bench.cipher()
            let sealed = try cipher.sealing(Self.text).text
            let escaped = sealed.replacing("/", with: #"\/"#).replacing("+", with: #"\u002b"#)
                .replacing("=", with: #"\r\n="#)
            #expect(escaped != sealed)
            #expect(try cipher.opening(Array(escaped.utf8)).text == Self.text)
            #expect(try cipher.opening(Array(escaped.utf8), trace: OpenTrace()).text == Self.text)
            let spaced = "\n { \"other\" : [ 1 ] , " + sealed.dropFirst()
            #expect(try cipher.opening(Array(spaced.utf8)).text == Self.text)
        }
    }

    @Test func valuesAreSealedOneByOne() throws {
        let bench = BodyBench(
            try .reading(["algorithm": "aes-256-cbc", "wrapper": "json-values"]), key: Self.bytes(32))
        let cipher = try bench.cipher()
        let text = #"{ "a":"one","b":"", "n": 12, "o":{"p":"q"},"c":"t\"w\u00f6\n" }"#
        let sealed = try cipher.sealing(Array(text.utf8))
        #expect(sealed.text.contains(#""b":"", "n": ""#))
        for clear in ["one", "12", #"{"p"#, "t\\"] { #expect(!sealed.text.contains(clear)) }
        let opened = try cipher.opening(sealed.body)
        let texts = text.replacing(#"\u00f6"#, with: "ö").replacing("12", with: #""12""#)
            .replacing(#"{"p":"q"}"#, with: #""{\"p\":\"q\"}""#)
        #expect(String(decoding: opened.text, as: UTF8.self) == texts)
        #expect(throws: BodyOpenFailure.wrapper) { try cipher.opening(Array(#"{"a":"","n":12}"#.utf8)) }
        for refused in ["[]", "", "{", #""text""#] {
            #expect(throws: BodySealFailure.plaintext) { try cipher.sealing(Array(refused.utf8)) }
            #expect(throws: BodyOpenFailure.wrapper) { try cipher.opening(Array(refused.utf8)) }
        }
        let many = "[" + (0..<1025).map { "\"\($0)\":\"x\"" }.joined(separator: ",") + "]"
        let object = Array(many.replacing("[", with: "{").replacing("]", with: "}").utf8)
        #expect(throws: BodySealFailure.plaintext) { try cipher.sealing(object) }
        #expect(throws: BodyOpenFailure.wrapper) { try cipher.opening(object) }
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

    @Test func clearRepliesAreWhatTheyAre() throws {
        let bench = BodyBench(
            try .reading(["algorithm": "aes-256-gcm", "wrapper": "json:d", "reply-key": "clear"]),
            key: Self.bytes(32))
        #expect(try bench.seal(Self.text, as: .reply).body == Self.text)
        #expect(try bench.open(BodyBench.Sealed(Self.text), as: .reply).text == Self.text)
        #expect(throws: BodyOpenFailure.wrapper) { try bench.open(BodyBench.Sealed(Self.text)) }
    }

    /// Formats whose IV would come twice under one key.
    static let repeating: [SymmetricFormat] = {
        var formats: [SymmetricFormat] = []
        for iv in [
            IVRule.fixed(.bytes(Self.bytes(12))), .key, .prefix(constant: .bytes(Self.bytes(12))), .timestamp,
            .md5HexTail(.bytes([1])),
        ] {
            var format = SymmetricFormat(algorithm: .aes256GCM)
            format.iv = iv
            formats.append(format)
        }
        return formats
    }()

    @Test(arguments: repeating.indices)
    func noIVComesTwiceUnderAKeyOfGCM(_ index: Int) throws {
        let bench = BodyBench(Self.repeating[index], key: Self.bytes(32))
        #expect(throws: BodySealFailure.repeatedIV) { try bench.seal(Self.text) }
        #expect(throws: BodySealFailure.repeatedIV) { try bench.seal(Self.text, as: .reply) }
    }

    @Test func fewerMessagesAreSealedWithShortTextNonces() throws {
        let fields: Fields = [
            "algorithm": "aes-256-gcm", "iv": "field", "iv-field": "nonce", "iv-field-encoding": "text",
            "wrapper": "json:d",
        ]
        let bench = BodyBench(try .reading(fields), key: Self.bytes(32))
        let cipher = try bench.cipher(sealed: (1 << 24) - 1)
        _ = try cipher.sealing(Self.text)
        #expect(throws: BodySealFailure.exhausted) { try cipher.sealing(Self.text) }
        #expect(throws: BodySealFailure.exhausted) {
            try BodyBench(try .reading(["algorithm": "aes-256-gcm", "text-prefix": "@"]), key: Self.bytes(32))
                .cipher(sealed: SealCount.limit).sealing(Self.text)
        }
    }

    private func failure(_ bench: BodyBench) -> BodyCipherFailure? {
        do throws(BodyCipherFailure) {
            _ = try bench.cipher()
            return nil
        } catch {
            return error
        }
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

    @Test func flattenedSignaturesAreWrittenAndRead() throws {
        var bench = BodyBench(
            try .reading([
                "algorithm": "aes-256-gcm", "signature": ["RS256"], "signature-serialization": "flattened",
                "signature-members": ["protected": "header", "header": "unprotected"],
            ]), key: Self.bytes(32))
        bench.keys.verification = .of(.publicKey(TestKeys.rsa.publicKey))
        bench.keys.signing = .of(.privateKey(TestKeys.rsa))
        let sealed = try bench.seal(Self.text)
        #expect(try bench.open(sealed).text == Self.text)
        var plain = bench
        plain.profile.signature = nil
        let inner = String(decoding: try plain.open(sealed).text, as: UTF8.self)
        #expect(inner.hasPrefix(#"{"header":"ey"#) && inner.contains(#"","payload":""#))
        for (from, to) in [
            (#""payload":""#, #""payload":"A"#), (#""payload""#, #""Payload""#), (#""header":"e"#, #""header":"."#),
            (#""header":"e"#, #""header":"e.e"#), (#""signature":""#, #""signature":"A"#),
        ] {
            let changed = inner.replacing(from, with: to)
            #expect(changed != inner)
            let other = try plain.seal(Array(changed.utf8))
            #expect(throws: BodyOpenFailure.signature) { try bench.open(other) }
        }
    }

    @Test(arguments: [("seconds", 1), ("milliseconds", 1000)])
    func theTimeStandsInTheHeaderOfJWE(_ name: String, _ factor: Int) throws {
        let bench = BodyBench(
            try .reading([
                "algorithm": "jwe", "key-management": ["dir"], "content-encryption": ["A256GCM"],
                "issued-at": .text(name),
            ]), key: Self.bytes(32))
        let sealed = try bench.seal(Self.text)
        var header: [UInt8] = []
        let part = Array(sealed.body.prefix { $0 != UInt8(ascii: ".") })
        try Base64.decode(part.span, alphabet: .url, into: &header)
        let object = try JSONSerialization.jsonObject(with: Data(header)) as? [String: Any]
        let time = try #require(object?["iat"] as? Int)
        #expect(abs(Date().timeIntervalSince1970 - Double(time) / Double(factor)) < 60)
        #expect(try bench.open(sealed).text == Self.text)
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

    @Test func membersOfTheEnvelopeAreNoPartOfThePlaintext() throws {
        var bench = BodyBench(
            try .reading(["algorithm": "aes-256-cbc", "wrapper": "json-values"]), key: Self.bytes(32))
        bench.profile.constants = [EnvelopeConstant(name: "v", value: "2"), EnvelopeConstant(name: "w", value: "")]
        let cipher = try bench.cipher()
        let text = #"{"a":"one","b":""}"#
        let sealed = try cipher.sealing(Array(text.utf8)).text
        #expect(sealed.contains(#""v":"2""#))
        let value = sealed.dropFirst(#"{"a":""#.count).prefix { $0 != "\"" }
        for (body, plain) in [
            (sealed, text), (#"{"v":"2","w":"","a":"\#(value)"}"#, #"{"a":"one"}"#),
            (#"{ "v":"2" , "a":"\#(value)", "w":{"x":1},"b":"" }"#, #"{ "a":"one","b":"" }"#),
        ] {
            let opened = try cipher.opening(Array(body.utf8))
            #expect(String(decoding: opened.text, as: UTF8.self) == plain)
        }
        for empty in ["{}", #"{"v":"2"}"#, #"{"a":"","b":""}"#] {
            #expect(throws: BodyOpenFailure.wrapper) { try cipher.opening(Array(empty.utf8)) }
        }
    }

    /// Each of many values with a password hash of its own would be a way to stop the gateway.
    @Test func fewValuesAreHashedForEachMessage() throws {
        let fields: [(BodyFormatTests.Fields, Int)] = [
            (
                [
                    "algorithm": "aes-256-cbc", "wrapper": "json-values", "key-derivation": "pbkdf2-sha1",
                    "iterations": "1000", "salt": "prefix", "key-wrap": "rsa-oaep-sha1", "wrapped-key": "header:K",
                ], 16
            ),
            (
                [
                    "algorithm": "aes-256-cbc", "wrapper": "json-values", "key-derivation": "pbkdf2-sha1",
                    "iterations": "1000", "salt": "text:salt", "key-wrap": "rsa-oaep-sha1", "wrapped-key": "header:K",
                ], 1024
            ),
        ]
        for (fields, limit) in fields {
            let profile = try CipherProfile.reading(fields)
            #expect(EnvelopeShape(profile, as: .request, wrappedKey: true).valueLimit == limit)
            let bench = BodyBench(profile, keys: CipherKeys(main: .of(.privateKey(TestKeys.rsa))))
            let cipher = try bench.cipher()
            let trace = OpenTrace()
            let sealed = try cipher.sealing(Array(#"{"a":"one","b":"two"}"#.utf8))
            #expect(
                try cipher.opening(sealed.body, sealed.fields, trace: trace).text
                    == Array(#"{"a":"one","b":"two"}"#.utf8))
            // Derived once beforehand, or once for each value.
            #expect(trace.lines.count { $0.hasPrefix("key: pbkdf2-sha1") } == (limit == 16 ? 2 : 0))
        }
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
