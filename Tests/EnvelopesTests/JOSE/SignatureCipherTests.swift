import Primitives
import Testing

@testable import Envelopes

struct SignatureCipherTests {
    private static let payload = Array(#"{"a":1}"#.utf8)

    private static func key(_ kind: PublicKeyKind, _ binding: KeyBinding = KeyBinding()) throws -> JWK.Key {
        JWK.Key(material: .privateKey(try PrivateKey.generate(kind)), binding: binding)
    }

    private func cipher(
        _ algorithms: [JWSAlgorithm], signing: JWK.Key? = nil, verifying: [JWK.Key] = []
    ) -> SignatureCipher {
        var keys = CipherKeys(main: NamedKey(name: "none"))
        keys.signing = signing.map { NamedKey([$0]) }
        keys.verification = verifying.isEmpty ? nil : NamedKey(verifying)
        return SignatureCipher(rule: SignatureRule(algorithms: algorithms), keys: keys)
    }

    private func sign(_ cipher: SignatureCipher) throws(BodySealFailure) -> [UInt8] {
        let signed = SecretBuffer(capacity: 0)
        try cipher.wrap(Self.payload.span, into: signed, trace: nil)
        return signed.array
    }

    private func verify(_ cipher: SignatureCipher, _ message: [UInt8]) throws(BodyOpenFailure) -> [UInt8] {
        let payload = SecretBuffer(capacity: 0)
        try cipher.unwrap(message.span, into: payload, trace: nil)
        return payload.array
    }

    private static let kinds: [(JWSAlgorithm, PublicKeyKind)] = [
        (.rs256, .rsa(bits: 2048)), (.ps256, .rsa(bits: 2048)), (.es256, .ec(.p256)), (.edDSA, .ed25519),
    ]

    @Test(arguments: kinds) func whatIsSignedVerifies(_ algorithm: JWSAlgorithm, _ kind: PublicKeyKind) throws {
        let key = try Self.key(kind)
        let message = try self.sign(self.cipher([algorithm], signing: key))
        let other = try Self.key(kind)
        let both = self.cipher(JWSAlgorithm.allCases, verifying: [other.publicHalf, key.publicHalf])
        #expect(try self.verify(both, message) == Self.payload)
        for index in message.indices where message[index] != UInt8(ascii: ".") {
            var changed = message
            changed[index] = changed[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            #expect(throws: BodyOpenFailure.signature) { try self.verify(both, changed) }
        }
        for others in [[JWK.Key](), [other.publicHalf]] {
            let cipher = self.cipher([algorithm], verifying: others)
            #expect(throws: BodyOpenFailure.signature) { try self.verify(cipher, message) }
        }
        let refusing = self.cipher(JWSAlgorithm.allCases.filter { $0 != algorithm }, verifying: [key.publicHalf])
        #expect(throws: BodyOpenFailure.signature) { try self.verify(refusing, message) }
    }

    @Test(arguments: [
        KeyBinding(use: "enc"), KeyBinding(algorithm: "EdDSA"), KeyBinding(operations: ["encrypt"]),
        KeyBinding(identifier: "another"),
    ])
    func bindingForbids(_ binding: KeyBinding) throws {
        let key = try Self.key(.ec(.p256))
        let message = try self.sign(self.cipher([.es256], signing: key))
        let bound = JWK.Key(material: key.publicHalf.material, binding: binding)
        #expect(throws: BodyOpenFailure.signature) {
            try self.verify(self.cipher([.es256], verifying: [bound]), message)
        }
        guard binding.identifier == nil else { return }
        let signer = self.cipher([.es256], signing: JWK.Key(material: key.material, binding: binding))
        #expect(throws: BodySealFailure.noKey) { try self.sign(signer) }
    }

    /// Right signatures of headers that are refused.
    @Test(arguments: [
        #"{"alg":"ES256","crit":["exp"],"exp":1}"#, #"{"alg":"ES256","b64":false,"crit":["b64"]}"#,
        #"{"alg":"ES256","b64":false}"#, #"{"alg":"ES256","alg":"ES256"}"#, #"{"alg":"none"}"#, "{}", "[]", "",
        #"{"alg":"es256"}"#, #"{"alg":"HS256"}"#, #"{"alg":"ES256","kid":1}"#, #"{"alg":"ES384"}"#,
    ])
    func headerIsRefused(_ header: String) throws {
        let pair = try PrivateKey.generate(.ec(.p256))
        let key = JWK.Key(material: .privateKey(pair), binding: KeyBinding())
        let cipher = self.cipher(JWSAlgorithm.allCases, verifying: [key.publicHalf])
        func message(_ header: String) throws -> [UInt8] {
            let signed =
                JOSEText.encoded(Array(header.utf8)) + [UInt8(ascii: ".")] + JOSEText.encoded(Self.payload)
            let signature = try pair.sign(signed.span, .ecdsa(.sha256))
            return signed + [UInt8(ascii: ".")] + JOSEText.encoded(signature)
        }
        #expect(try self.verify(cipher, message(#"{"alg":"ES256"}"#)) == Self.payload)
        let refused = try message(header)
        #expect(throws: BodyOpenFailure.signature) { try self.verify(cipher, refused) }
    }

    @Test func withoutAPrivateKeyNothingIsSigned() throws {
        let key = try Self.key(.ec(.p256))
        #expect(throws: BodySealFailure.noKey) { try self.sign(self.cipher([.es256])) }
        #expect(throws: BodySealFailure.noKey) { try self.sign(self.cipher([.es256], signing: key.publicHalf)) }
        #expect(throws: BodySealFailure.noKey) { try self.sign(self.cipher([.edDSA, .rs256], signing: key)) }
    }
}
