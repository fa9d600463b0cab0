import Primitives
import Testing

@testable import Envelopes

/// Which version of a key opens a message: by `kid`, and by what its JWK says it is for.
struct JWEKeyChoiceTests {
    private static let plaintext = Array("plaintext".utf8)
    private static let format = JWEFormat(.a256KW, .a256GCM)

    private static func key(_ byte: UInt8, _ binding: KeyBinding = KeyBinding()) -> JWK.Key {
        JWK.Key(material: .octets(SecretBytes(Array(repeating: byte, count: 32))), binding: binding)
    }

    private func opens(_ versions: [JWK.Key], sealedBy sealer: JWK.Key, _ format: JWEFormat = format) throws -> Int? {
        let body = try JWECipher(format, NamedKey([sealer])).seal(Self.plaintext).body
        do {
            return try JWECipher(format, NamedKey(versions)).open(body).version.number
        } catch BodyOpenFailure.noUsableVersion {
            return nil
        }
    }

    @Test func identifierSelectsTheVersion() throws {
        let named = KeyBinding(identifier: "b")
        // Of the right kid, of another, of none.
        #expect(
            try self.opens(
                [Self.key(1, KeyBinding(identifier: "a")), Self.key(2, named)], sealedBy: Self.key(2, named)) == 2)
        #expect(try self.opens([Self.key(2, KeyBinding(identifier: "a"))], sealedBy: Self.key(2, named)) == nil)
        #expect(try self.opens([Self.key(2)], sealedBy: Self.key(2, named)) == 1)
        #expect(try self.opens([Self.key(1), Self.key(2)], sealedBy: Self.key(2, named)) == 2)
        #expect(try self.opens([Self.key(1, KeyBinding(identifier: "a")), Self.key(2)], sealedBy: Self.key(2)) == 2)
        // A version that has the kid is the only one that is tried.
        #expect(throws: BodyOpenFailure.unwrap) {
            try self.opens([Self.key(1, named), Self.key(2)], sealedBy: Self.key(2, named))
        }
    }

    /// The sign of the kelvin is a K to Swift's comparison of texts.
    @Test func identifierIsComparedByteByByte() throws {
        let sealer = Self.key(1, KeyBinding(identifier: "K"))
        let other = Self.key(1, KeyBinding(identifier: "\u{212A}"))
        #expect(try self.opens([sealer], sealedBy: sealer) == 1)
        #expect(try self.opens([other], sealedBy: sealer) == nil)
    }

    @Test func algorithmsAreASCII() throws {
        let cipher = try JWECipher(Self.format, NamedKey([Self.key(1)]))
        var parts = String(decoding: try cipher.seal(Self.plaintext).body, as: UTF8.self)
            .split(separator: ".", omittingEmptySubsequences: false).map { String($0) }
        let header = Array(#"{"alg":"A256\#u{212A}W","enc":"A256GCM"}"#.utf8)
        parts[0] = String(decoding: JOSEText.encoded(header), as: UTF8.self)
        let message = Array(parts.joined(separator: ".").utf8)
        #expect(throws: BodyOpenFailure.header) { try cipher.open(message) }
    }

    @Test func identifierOfARetiredVersionOpensWithNoOther() throws {
        let named = KeyBinding(identifier: "old")
        let body = try JWECipher(Self.format, NamedKey([Self.key(1, named)])).seal(Self.plaintext).body
        let versions = [
            KeyVersion(
                number: 1, state: .retired, createdAt: 0, activatedAt: 0, material: Self.key(1).material,
                binding: named),
            KeyVersion(number: 2, state: .active, createdAt: 0, activatedAt: 0, material: Self.key(1).material),
        ]
        let cipher = try JWECipher(Self.format, NamedKey(name: "key", versions: versions))
        #expect(throws: BodyOpenFailure.noUsableVersion) { try cipher.open(body) }
    }

    @Test func thumbprintNamesAKeyPair() throws {
        let material = KeyMaterial.privateKey(try PrivateKey.generate(.ec(.p256)))
        let format = JWEFormat(.ecdhES, .a256GCM)
        let key = JWK.Key(material: material, binding: KeyBinding())
        let other = JWK.Key(material: .privateKey(try PrivateKey.generate(.ec(.p256))), binding: KeyBinding())
        #expect(try self.opens([other, key], sealedBy: key.publicHalf, format) == 2)
        let trace = OpenTrace()
        let sealed = try JWECipher(format, NamedKey([key])).seal(Self.plaintext).body
        try JWECipher(format, NamedKey([other, key])).open(sealed, trace: trace)
        // The other version was not tried.
        #expect(trace.lines.count == 1)
    }

    @Test(arguments: [
        KeyBinding(algorithm: "A256KW", use: "enc", operations: ["wrapKey", "unwrapKey"]), KeyBinding(use: "enc"),
        KeyBinding(operations: ["decrypt", "encrypt"]), KeyBinding(operations: ["unwrapKey", "x"]),
    ])
    func bindingAllows(_ binding: KeyBinding) throws {
        #expect(try self.opens([Self.key(1, binding)], sealedBy: Self.key(1)) == 1)
    }

    @Test(arguments: [
        KeyBinding(algorithm: "A256GCMKW"), KeyBinding(algorithm: "A256GCM"), KeyBinding(algorithm: "dir"),
        KeyBinding(algorithm: "a256kw"), KeyBinding(algorithm: ""), KeyBinding(use: "sig"), KeyBinding(use: "other"),
        KeyBinding(operations: []), KeyBinding(operations: ["wrapKey"]), KeyBinding(operations: ["sign", "verify"]),
    ])
    func bindingForbids(_ binding: KeyBinding) throws {
        let versions = [Self.key(2), Self.key(1, binding)]
        #expect(throws: BodyOpenFailure.unwrap) { try self.opens(versions, sealedBy: Self.key(1)) }
    }

    @Test func algorithmOfTheContentBindsADirectKey() throws {
        let format = JWEFormat(.dir, .a256GCM)
        for (algorithm, opens) in [("A256GCM", 1), ("dir", 1), ("A128CBC-HS256", nil), ("A256KW", nil)] {
            let versions = [Self.key(1, KeyBinding(algorithm: algorithm)), Self.key(2)]
            #expect((try? self.opens(versions, sealedBy: Self.key(1), format)) == opens)
        }
    }

    @Test func keyThatNoAlgorithmCanUseIsRefused() throws {
        let short = NamedKey(octets: Array(repeating: 1, count: 31))
        #expect(
            throws: BodyCipherFailure.algorithms(
                key: "key", version: 1, reason: "octets 31 fits none of A256KW with A256GCM")
        ) { try JWECipher(Self.format, short) }
        let bound = NamedKey([Self.key(1, KeyBinding(use: "sig"))])
        #expect(
            throws: BodyCipherFailure.algorithms(
                key: "key", version: nil,
                reason: "the alg, use or key_ops of its JWK allow none of A256KW with A256GCM")
        ) { try JWECipher(Self.format, bound) }
        let pair = NamedKey([JWK.Key(material: .privateKey(JWERoundTripTests.rsa), binding: KeyBinding())])
        #expect(throws: BodyCipherFailure.self) { try JWECipher(Self.format, pair) }
    }
}
