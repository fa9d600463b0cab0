import Primitives
import Testing

@testable import Envelopes

/// Content keys and messages that were changed: all fail behind the header, at the tag.
struct JWETamperingTests {
    private static let plaintext = Array("plaintext".utf8)

    @Test(arguments: JWEKeyManagement.allCases) func changedPartsDoNotOpen(_ management: JWEKeyManagement) throws {
        for encryption in [JWEContentEncryption.a192GCM, .a192CBCHS384] {
            let material = try JWERoundTripTests.key(management, encryption)
            let cipher = try JWECipher(
                JWEFormat(management, encryption), NamedKey([JWK.Key(material: material, binding: KeyBinding())]))
            let body = try cipher.seal(Self.plaintext).body
            let parts = String(decoding: body, as: UTF8.self)
                .split(separator: ".", omittingEmptySubsequences: false).map { String($0) }
            for index in 1..<5 where !parts[index].isEmpty {
                var changed = parts
                let old = try #require(parts[index].first)
                changed[index] = (old == "A" ? "B" : "A") + parts[index].dropFirst()
                let message = Array(changed.joined(separator: ".").utf8)
                let isUnwrapped = index != 1 || management == .rsa1_5
                #expect(throws: isUnwrapped ? BodyOpenFailure.tag : .unwrap) { try cipher.open(message) }
            }
        }
    }

    /// The content key of another length than `enc` has is none, however it was wrapped.
    @Test func contentKeyOfAnotherLengthDoesNotOpen() throws {
        let key = Array(repeating: UInt8(5), count: 16)
        let wrapped = try AESKeyWrap.wrap(SecretBytes(Array(repeating: 9, count: 32)), under: SecretBytes(key))
        var maker = JWEMaker()
        maker.protected = #"{"alg":"A128KW","enc":"A128GCM"}"#
        maker.encryptedKey = wrapped
        let cipher = try JWECipher(JWEFormat(.a128KW, .a128GCM), NamedKey(octets: key))
        let message = try maker.compact()
        #expect(throws: BodyOpenFailure.unwrap) { try cipher.open(message) }
        maker.encryptedKey = try AESKeyWrap.wrap(SecretBytes(JWEMaker.key), under: SecretBytes(key))
        #expect(try cipher.open(maker.compact()).plaintext == JWEMaker.plaintext)
    }

    @Test func nothingIsLeftOfAMessageThatDoesNotOpen() throws {
        let cipher = try JWECipher(JWEFormat(.dir, .a128GCM), NamedKey(octets: JWEMaker.key))
        let output = SecretBuffer(capacity: 0)
        output.append("before")
        var parts = try JWEMaker().parts()
        parts[4] = "AAAAAAAAAAAAAAAAAAAAAA"
        let message = Array(parts.joined(separator: ".").utf8)
        #expect(throws: BodyOpenFailure.tag) {
            try cipher.open(message.span, as: .request, answering: nil, into: output, trace: nil)
        }
        #expect(output.array == Array("before".utf8))
    }

    @Test func compressedPlaintextIsBounded() throws {
        var maker = JWEMaker()
        maker.protected = #"{"alg":"dir","enc":"A128GCM","zip":"DEF"}"#
        let long = Array(repeating: UInt8(ascii: "x"), count: 5000)
        maker.plaintext = Deflate.deflate(long.span)
        let message = try maker.compact()
        #expect(throws: BodyOpenFailure.header) { try JWEMaker.open(message) }
        #expect(throws: BodyOpenFailure.compression) { try JWEMaker.open(message) { $0.compressedLimit = 4999 } }
        #expect(try JWEMaker.open(message) { $0.compressedLimit = 5000 } == long)
        maker.plaintext = Array("not DEFLATE".utf8)
        let other = try maker.compact()
        #expect(throws: BodyOpenFailure.compression) { try JWEMaker.open(other) { $0.compressedLimit = 5000 } }
    }

    @Test(arguments: [
        (#""p2c":0"#, 8, false), (#""p2c":-1"#, 8, false), (#""p2c":1000"#, 8, true), (#""p2c":2000"#, 8, true),
        (#""p2c":2001"#, 8, false), (#""p2c":1e3"#, 8, false), (#""p2c":"1000""#, 8, false),
        (#""p2c":9223372036854775808"#, 8, false), (#""x":1"#, 8, false), (#""p2c":1000"#, 7, false),
    ])
    func passwordsAreBounded(_ count: String, _ saltLength: Int, _ opens: Bool) throws {
        var format = JWEFormat(.pbes2HS256A128KW, .a128GCM)
        format.maximumIterations = 2000
        let password = SecretBytes(Array("password".utf8))
        let salt = Array(repeating: UInt8(1), count: saltLength)
        let wrapping = JWEKeyManagement.pbes2HS256A128KW.wrappingKey(
            from: password, salt: salt, iterations: count.contains("2000") ? 2000 : 1000)
        var maker = JWEMaker()
        maker.protected =
            #"{"alg":"PBES2-HS256+A128KW","enc":"A128GCM","p2s":"\#(maker.encoded(salt))",\#(count)}"#
        maker.encryptedKey = try AESKeyWrap.wrap(SecretBytes(JWEMaker.key), under: wrapping)
        let cipher = try JWECipher(format, NamedKey(octets: password.array))
        let message = try maker.compact()
        if opens {
            #expect(try cipher.open(message).plaintext == JWEMaker.plaintext)
        } else {
            #expect(throws: BodyOpenFailure.header) { try cipher.open(message) }
        }
    }

    @Test func ephemeralKeysArePublicAndOfTheKeysCurve() throws {
        let key = try PrivateKey.generate(.ec(.p256))
        let cipher = try JWECipher(
            JWEFormat(.ecdhESA128KW, .a128GCM),
            NamedKey([JWK.Key(material: .privateKey(key), binding: KeyBinding())]))
        func open(_ ephemeral: PrivateKey, publicOnly: Bool) throws {
            let derived = JWEKeyAgreement(algorithm: .ecdhESA128KW, encryption: .a128GCM)
            let secret = (try? ephemeral.agree(with: key.publicKey)) ?? SecretBytes([1])
            let epk = try #require(
                JWK.write(.privateKey(ephemeral), KeyBinding(identifier: "x"), publicOnly: publicOnly))
            var maker = JWEMaker()
            maker.protected =
                #"{"alg":"ECDH-ES+A128KW","enc":"A128GCM","epk":\#(String(decoding: epk.array, as: UTF8.self))}"#
            maker.encryptedKey = try AESKeyWrap.wrap(
                SecretBytes(JWEMaker.key), under: derived.derive(from: secret))
            try cipher.open(maker.compact())
        }
        try open(PrivateKey.generate(.ec(.p256)), publicOnly: true)
        #expect(throws: BodyOpenFailure.header) { try open(PrivateKey.generate(.ec(.p256)), publicOnly: false) }
        #expect(throws: BodyOpenFailure.unwrap) { try open(PrivateKey.generate(.ec(.p384)), publicOnly: true) }
        #expect(throws: BodyOpenFailure.unwrap) { try open(PrivateKey.generate(.x25519), publicOnly: true) }
    }

    @Test func pointOffTheCurveIsRefused() throws {
        let key = JWK.Key(material: .privateKey(try PrivateKey.generate(.ec(.p256))), binding: KeyBinding())
        let cipher = try JWECipher(JWEFormat(.ecdhES, .a128GCM), NamedKey([key]))
        let coordinate = String(repeating: "A", count: 42) + "E"
        var maker = JWEMaker()
        maker.protected =
            #"{"alg":"ECDH-ES","enc":"A128GCM","epk":{"kty":"EC","crv":"P-256","x":"\#(coordinate)","y":"\#(coordinate)"}}"#
        let message = try maker.compact()
        #expect(throws: BodyOpenFailure.header) { try cipher.open(message) }
    }
}
