import Primitives
import Testing

@testable import Envelopes

struct JWERoundTripTests {
    private static let plaintext = Array(#"{"tokenReferenceId":"4a1c"}"#.utf8)

    /// A key that an algorithm can use.
    static func key(_ management: JWEKeyManagement, _ encryption: JWEContentEncryption) throws -> KeyMaterial {
        switch management {
        case .dir: .octets(try SecretBytes.random(count: encryption.keyLength))
        case .rsaOAEP, .rsaOAEP256, .rsa1_5: .privateKey(Self.rsa)
        case .ecdhES: .privateKey(try PrivateKey.generate(.x25519))
        case .ecdhESA128KW: .privateKey(try PrivateKey.generate(.ec(.p256)))
        case .ecdhESA192KW: .privateKey(try PrivateKey.generate(.ec(.p384)))
        case .ecdhESA256KW: .privateKey(try PrivateKey.generate(.ec(.p521)))
        case .pbes2HS256A128KW, .pbes2HS384A192KW, .pbes2HS512A256KW:
            .octets(SecretBytes(Array("correct horse battery staple".utf8)))
        default: .octets(try SecretBytes.random(count: management.wrappingKeyLength ?? 0))
        }
    }

    static let rsa: PrivateKey = {
        guard let key = try? PrivateKey.generate(.rsa(bits: 2048)) else { preconditionFailure("no RSA key") }
        return key
    }()

    @Test(arguments: JWEKeyManagement.allCases, JWEContentEncryption.allCases)
    func everyPairOpensWhatItSeals(_ management: JWEKeyManagement, _ encryption: JWEContentEncryption) throws {
        let material = try Self.key(management, encryption)
        for serialization in JWEFormat.Serialization.allCases {
            var format = JWEFormat(management, encryption)
            format.serialization = serialization
            format.header = [EnvelopeConstant(name: "cty", value: "application/json")]
            let cipher = try JWECipher(format, NamedKey([JWK.Key(material: material, binding: KeyBinding())]))
            let (body, _) = try cipher.seal(Self.plaintext)
            #expect(try cipher.open(body).plaintext == Self.plaintext)
            #expect(try cipher.seal(Self.plaintext).body != body)
            // What is sealed for the public half opens with the private one.
            guard let half = material.publicHalf else { continue }
            let sealer = try JWECipher(
                format, NamedKey([JWK.Key(material: .publicKey(half), binding: KeyBinding())]))
            #expect(try cipher.open(sealer.seal(Self.plaintext).body).plaintext == Self.plaintext)
            #expect(throws: BodyOpenFailure.noUsableVersion) { try sealer.open(body) }
        }
    }

    @Test(arguments: JWEContentEncryption.allCases.filter(\.isGCM))
    func ivHasTheLengthOfTheProfile(_ encryption: JWEContentEncryption) throws {
        var long = JWEFormat(.dir, encryption)
        long.ivLength = 16
        let key = NamedKey([JWK.Key(material: try Self.key(.dir, encryption), binding: KeyBinding())])
        let (body, _) = try JWECipher(long, key).seal(Self.plaintext)
        #expect(try JWECipher(long, key).open(body).plaintext == Self.plaintext)
        let short = try JWECipher(JWEFormat(.dir, encryption), key)
        #expect(throws: BodyOpenFailure.length) { try short.open(body) }
    }

    @Test func membersHaveTheNamesOfTheProfile() throws {
        for serialization in [JWEFormat.Serialization.flattened, .general] {
            var format = JWEFormat(.a256KW, .a256GCM)
            format.serialization = serialization
            format.memberNames = [
                EnvelopeConstant(name: "protected", value: "header"),
                EnvelopeConstant(name: "header", value: "unprotected_header"),
                EnvelopeConstant(name: "encrypted_key", value: "encryptedKey"),
                EnvelopeConstant(name: "ciphertext", value: "encryptedPayload"),
            ]
            let cipher = try JWECipher(format, NamedKey(octets: Array(repeating: 7, count: 32)))
            let (body, _) = try cipher.seal(Self.plaintext)
            let text = String(decoding: body, as: UTF8.self)
            #expect(text.contains(#""encryptedKey":""#) && text.contains(#""encryptedPayload":""#))
            #expect(!text.contains("ciphertext") && !text.contains("protected"))
            #expect(try cipher.open(body).plaintext == Self.plaintext)
        }
    }

    @Test func firstAlgorithmThatTheKeyFitsIsWritten() throws {
        let format = JWEFormat(
            keyManagement: [.rsaOAEP256, .rsa1_5, .a128KW, .dir], contentEncryption: [.a256GCM, .a128GCM])
        let trace = OpenTrace()
        for (count, words) in [(16, "A128KW, A256GCM"), (32, "dir, A256GCM")] {
            let cipher = try JWECipher(format, NamedKey(octets: Array(repeating: 1, count: count)))
            try cipher.open(cipher.seal(Self.plaintext).body, trace: trace)
            #expect(trace.lines.last?.hasPrefix(words) == true)
        }
        // RSA with PKCS #1 v1.5 is not fallen back to.
        let bound = KeyBinding(algorithm: "RSA1_5")
        let cipher = try JWECipher(format, NamedKey([JWK.Key(material: .privateKey(Self.rsa), binding: bound)]))
        #expect(throws: BodySealFailure.noKey) { try cipher.seal(Self.plaintext) }
    }

    @Test func sealsUnderARandomIVAreCounted() throws {
        let octets = NamedKey(octets: Array(repeating: 1, count: 32))
        let formats: [(JWEFormat, Bool)] = [
            (JWEFormat(.dir, .a256GCM), true), (JWEFormat(.a256GCMKW, .a128CBCHS256), true),
            (JWEFormat(.dir, .a128CBCHS256), false), (JWEFormat(.a256KW, .a256GCM), false),
        ]
        for (format, isCounted) in formats {
            let left = SealCount(startingAt: SealCount.limit - 1)
            let cipher = try JWECipher(format, octets, seals: { _, _ in left })
            _ = try cipher.seal(Self.plaintext)
            if isCounted {
                #expect(throws: BodySealFailure.exhausted) { try cipher.seal(Self.plaintext) }
            } else {
                _ = try cipher.seal(Self.plaintext)
            }
            #expect(left.value == (isCounted ? SealCount.limit + 1 : SealCount.limit - 1))
        }
    }

    @Test func repliesUnderAKeyOfTheirOwnAreCounted() throws {
        let pair = NamedKey([JWK.Key(material: .privateKey(Self.rsa), binding: KeyBinding())])
        let shared = NamedKey([JWK.Key(material: .octets(SecretBytes(JWEMaker.key)), binding: KeyBinding())], name: "r")
        let format = JWEFormat(keyManagement: [.rsaOAEP, .dir], contentEncryption: [.a128GCM])
        let counts = ["key": SealCount(startingAt: 0), "r": SealCount(startingAt: SealCount.limit - 1)]
        let cipher = try JWECipher(
            format, pair, replyKey: .responseKey, response: shared,
            seals: { key, _ in counts[key.name] ?? SealCount(startingAt: 0) })
        let version = try #require(cipher.activeVersion)
        _ = try cipher.seal(Self.plaintext)
        _ = try cipher.seal(Self.plaintext, as: .reply, with: version)
        #expect(throws: BodySealFailure.exhausted) { try cipher.seal(Self.plaintext, as: .reply, with: version) }
        #expect(counts["key"]?.value == 0)
    }

    @Test func sealsOfALoopAreCounted() throws {
        let left = SealCount(startingAt: SealCount.limit - 2)
        let cipher = JWELoopCipher(
            try JWECipher(JWEFormat(.dir, .a128GCM), NamedKey(octets: JWEMaker.key), seals: { _, _ in left }))
        let version = try #require(cipher.cipher.activeVersion)
        func seal() throws {
            var body: [UInt8] = []
            _ = try cipher.seal(
                Self.plaintext.span, as: .request, with: version, random: RandomPool(), into: &body, trace: nil)
        }
        try seal()
        try seal()
        #expect(throws: BodySealFailure.exhausted) { try seal() }
    }
}
