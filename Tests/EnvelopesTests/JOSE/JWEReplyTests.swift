import Primitives
import Testing

@testable import Envelopes

struct JWEReplyTests {
    private let request = Array("request".utf8)
    private let reply = Array("reply".utf8)

    @Test func sameKeyRepliesWithTheVersionThatOpened() throws {
        let keys = (1...2).map { number in
            JWK.Key(
                material: .octets(SecretBytes(Array(repeating: UInt8(number), count: 32))),
                binding: KeyBinding(identifier: "v\(number)"))
        }
        let server = try JWECipher(JWEFormat(.a256KW, .a256GCM), NamedKey(keys))
        let client = try JWECipher(JWEFormat(.a256KW, .a256GCM), NamedKey([keys[1]]))
        let (opened, version) = try server.open(client.seal(self.request).body)
        #expect(opened == self.request && version.number == 2)
        let sealed = try server.seal(self.reply, as: .reply, with: version)
        #expect(try client.open(sealed.body, as: .reply).plaintext == self.reply)
    }

    @Test func sessionRepliesUnderTheContentKeyOfTheRequest() throws {
        let key = JWK.Key(material: .privateKey(JWERoundTripTests.rsa), binding: KeyBinding())
        for encryption in JWEContentEncryption.allCases {
            let format = JWEFormat(.rsaOAEP256, encryption)
            let server = try JWECipher(format, NamedKey([key]), replyKey: .session)
            let client = try JWECipher(format, NamedKey([key.publicHalf]), replyKey: .session)
            let asked = try client.seal(self.request)
            let (_, version) = try server.open(asked.body)
            let sealed = try server.seal(self.reply, as: .reply, with: version)
            #expect(try client.open(sealed.body, as: .reply, answering: asked.version).plaintext == self.reply)
            let other = try client.seal(self.request)
            #expect(throws: BodyOpenFailure.tag) {
                try client.open(sealed.body, as: .reply, answering: other.version)
            }
            #expect(throws: BodyOpenFailure.self) { try client.open(sealed.body, as: .reply) }
        }
    }

    @Test func responseKeySealsForItsHolder() throws {
        let mine = JWK.Key(material: .privateKey(JWERoundTripTests.rsa), binding: KeyBinding())
        let theirs = JWK.Key(material: .privateKey(try PrivateKey.generate(.ec(.p256))), binding: KeyBinding())
        let format = JWEFormat(keyManagement: [.rsaOAEP256, .ecdhESA256KW], contentEncryption: [.a256GCM])
        let server = try JWECipher(
            format, NamedKey([mine]), replyKey: .responseKey, response: NamedKey([theirs.publicHalf]))
        let client = try JWECipher(
            format, NamedKey([mine.publicHalf]), replyKey: .responseKey, response: NamedKey([theirs]))
        let (_, version) = try server.open(client.seal(self.request).body)
        let sealed = try server.seal(self.reply, as: .reply, with: version)
        #expect(try client.open(sealed.body, as: .reply).plaintext == self.reply)
        #expect(throws: BodyOpenFailure.noUsableVersion) { try client.open(sealed.body) }
    }

    @Test func repliesWithoutAKeyAreNotSealed() throws {
        let mine = NamedKey([JWK.Key(material: .privateKey(JWERoundTripTests.rsa), binding: KeyBinding())])
        for replyKey in [ReplyKey.same, .session, .responseKey, .clear] {
            let cipher = try JWECipher(JWEFormat(.rsaOAEP, .a128GCM), mine, replyKey: replyKey)
            let version = try #require(cipher.activeVersion)
            #expect(throws: BodySealFailure.noKey) { try cipher.seal(self.reply, as: .reply, with: version) }
        }
    }
}
