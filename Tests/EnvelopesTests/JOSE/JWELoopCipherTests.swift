import Primitives
import Testing

@testable import Envelopes

/// The loop's cipher does what the cipher does, whatever it has seen before.
struct JWELoopCipherTests {
    private static let plaintext = Array(#"{"tokenReferenceId":"4a1c"}"#.utf8)

    private func open(
        _ cipher: JWELoopCipher, _ body: [UInt8]
    ) throws(BodyOpenFailure) -> (bytes: [UInt8], version: BodyVersion) {
        let output = SecretBuffer(capacity: 64)
        let version = try cipher.open(body.span, as: .request, answering: nil, into: output, trace: nil)
        return (output.array, version)
    }

    private func seal(_ cipher: JWELoopCipher, with version: BodyVersion) throws(BodySealFailure) -> [UInt8] {
        var body: [UInt8] = []
        _ = try cipher.seal(
            Self.plaintext.span, as: .reply, with: version, random: RandomPool(), into: &body, trace: nil)
        return body
    }

    @Test(arguments: JWEContentEncryption.allCases) func directMessagesOpenAndSeal(
        _ encryption: JWEContentEncryption
    ) throws {
        let format = JWEFormat(.dir, encryption)
        let keys = (1...2).map { byte in
            JWK.Key(
                material: .octets(SecretBytes(Array(repeating: UInt8(byte), count: encryption.keyLength))),
                binding: KeyBinding())
        }
        let plain = try JWECipher(format, NamedKey(keys))
        let cipher = JWELoopCipher(plain)
        let older = try JWECipher(format, NamedKey([keys[1]]))
        // Both versions write the same header: what was kept of one must not stand in the other's way.
        for _ in 0..<3 {
            for (sealer, number) in [(plain, 1), (older, 2), (older, 2)] {
                let body = try sealer.seal(Self.plaintext).body
                let opened = try self.open(cipher, body)
                #expect(opened.bytes == Self.plaintext && opened.version.number == number)
                let reply = try self.seal(cipher, with: opened.version)
                #expect(try sealer.open(reply).plaintext == Self.plaintext)
                for index in stride(from: 0, to: body.count, by: 7) {
                    var changed = body
                    changed[index] = changed[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
                    #expect(throws: BodyOpenFailure.self) { try self.open(cipher, changed) }
                }
            }
        }
    }

    @Test func lengthsAndPaddingAreStrict() throws {
        let cipher = JWELoopCipher(try JWECipher(JWEFormat(.dir, .a128GCM), NamedKey(octets: JWEMaker.key)))
        let body = try JWEMaker().compact()
        #expect(try self.open(cipher, body).bytes == JWEMaker.plaintext)
        for count in body.indices {
            let short = Array(body.prefix(count))
            #expect(throws: BodyOpenFailure.self) { try self.open(cipher, short) }
            for byte in [UInt8(ascii: "="), UInt8(ascii: "."), UInt8(ascii: "\n"), UInt8(ascii: "A")] where count > 0 {
                let long = Array(body.prefix(count) + [byte] + body.suffix(from: count))
                #expect(throws: BodyOpenFailure.self) { try self.open(cipher, long) }
            }
        }
    }

    @Test func otherMessagesAreTheCiphers() throws {
        let format = JWEFormat(keyManagement: [.a128KW, .dir], contentEncryption: [.a128GCM])
        let plain = try JWECipher(format, NamedKey(octets: JWEMaker.key))
        let cipher = JWELoopCipher(plain)
        for _ in 0..<3 {
            #expect(try self.open(cipher, plain.seal(Self.plaintext).body).bytes == Self.plaintext)
            #expect(try self.open(cipher, JWEMaker().compact()).bytes == JWEMaker.plaintext)
            #expect(try self.open(cipher, JWEMaker().json([])).bytes == JWEMaker.plaintext)
            let reply = try self.seal(cipher, with: BodyVersion(index: 0, number: 1))
            #expect(try plain.open(reply).plaintext == Self.plaintext)
        }
    }
}
