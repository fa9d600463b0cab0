import Primitives
import Testing

@testable import Envelopes

struct JWEJSONTests {
    private let header = #"{"alg":"dir","enc":"A128GCM"}"#

    private func open(
        protected: String?, _ members: [String], associated: String? = nil
    ) throws -> [UInt8] {
        var maker = JWEMaker()
        maker.protected = protected
        maker.associated = associated
        return try JWEMaker.open(maker.json(members))
    }

    @Test(arguments: [
        [String](), [#""unprotected":{"x":1}"#], [#""header":{"x":1},"unprotected":{"y":1}"#], [#""recipients":[{}]"#],
        [#""recipients":[{"header":{"x":1}}]"#], [#""other":[1,2]"#], [#""encrypted_key":"""#],
    ])
    func protectedHeaderOpens(_ members: [String]) throws {
        #expect(try self.open(protected: self.header, members) == JWEMaker.plaintext)
    }

    @Test func unprotectedHeadersOpen() throws {
        #expect(try self.open(protected: nil, [#""unprotected":\#(self.header)"#]) == JWEMaker.plaintext)
        #expect(try self.open(protected: nil, [#""header":\#(self.header)"#]) == JWEMaker.plaintext)
        #expect(
            try self.open(protected: #"{"enc":"A128GCM"}"#, [#""recipients":[{"header":{"alg":"dir"}}]"#])
                == JWEMaker.plaintext)
    }

    @Test(arguments: [
        // One name in two headers.
        #""unprotected":{"alg":"dir"}"#, #""header":{"enc":"A128GCM"}"#, #""unprotected":{"x":1},"header":{"x":1}"#,
        // A name twice.
        #""unprotected":{"x":1,"x":2}"#, #""iv":"AAAA""#, #""recipients":[{"header":{},"header":{}}]"#,
        // What belongs to the flattened serialisation, in the general one.
        #""recipients":[{}],"header":{}"#, #""recipients":[{}],"encrypted_key":"""#,
        #""recipients":[]"#, #""recipients":{}"#, #""recipients":[1]"#, #""recipients":[{},{}]"#,
        #""unprotected":[]"#, #""header":"x""#, #""aad":"A""#, #""aad":"AA==""#, #""aad":7"#,
        #""encrypted_key":7"#, #""encrypted_key":"AAAA""#,
        // Only a protected header may say these.
        #""unprotected":{"zip":"DEF"}"#, #""unprotected":{"crit":["x"],"x":1}"#, #""header":{"crit":["x"],"x":1}"#,
    ])
    func membersAreRefused(_ members: String) throws {
        #expect(throws: BodyOpenFailure.self) { try self.open(protected: self.header, [members]) }
        #expect(throws: BodyOpenFailure.self) {
            var maker = JWEMaker()
            maker.protected = self.header
            _ = try JWEMaker.open(maker.json([members])) { $0.compressedLimit = 1 << 20 }
        }
    }

    @Test func associatedDataIsAuthenticated() throws {
        let member = #""aad":"QUJD""#
        #expect(try self.open(protected: self.header, [member], associated: "QUJD") == JWEMaker.plaintext)
        #expect(
            try self.open(protected: nil, [member, #""header":\#(self.header)"#], associated: "QUJD")
                == JWEMaker.plaintext)
        #expect(throws: BodyOpenFailure.tag) { try self.open(protected: self.header, [member], associated: "QUJE") }
        #expect(throws: BodyOpenFailure.tag) { try self.open(protected: self.header, [member]) }
        #expect(throws: BodyOpenFailure.tag) { try self.open(protected: self.header, [], associated: "QUJD") }
    }

    @Test func oneOfSeveralRecipientsOpens() throws {
        let key = Array(repeating: UInt8(4), count: 16)
        var maker = JWEMaker()
        maker.protected = #"{"enc":"A128GCM"}"#
        let wrapped = maker.encoded(try AESKeyWrap.wrap(SecretBytes(JWEMaker.key), under: SecretBytes(key)))
        let mine = #"{"header":{"alg":"A128KW","kid":"mine"},"encrypted_key":"\#(wrapped)"}"#
        let other = #"{"header":{"alg":"A128KW","kid":"other"},"encrypted_key":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}"#
        let foreign = #"{"header":{"alg":"RSA-OAEP"},"encrypted_key":"AAAA"}"#
        let cipher = try JWECipher(JWEFormat(.a128KW, .a128GCM), NamedKey(octets: key))
        for recipients in [
            [mine], [other, mine], [foreign, mine, other], Array(repeating: foreign, count: 15) + [mine],
        ] {
            let message = try maker.json([#""recipients":[\#(recipients.joined(separator: ","))]"#])
            #expect(try cipher.open(message).plaintext == JWEMaker.plaintext)
        }
        for recipients in [
            [other], [foreign], Array(repeating: foreign, count: 16) + [mine],
            [mine, #"{"header":{"alg":"A128KW","enc":"A128GCM"},"encrypted_key":"AAAA"}"#],
            [mine, #"{"header":{"alg":"dir"}}"#, #"{"header":{"crit":["x"],"alg":"A128KW"},"encrypted_key":"AA"}"#],
        ] {
            let message = try maker.json([#""recipients":[\#(recipients.joined(separator: ","))]"#])
            #expect(throws: BodyOpenFailure.self) { try cipher.open(message) }
        }
    }

    @Test func recipientsOfDifferentContentEncryptionAreRefused() throws {
        var maker = JWEMaker()
        maker.protected = nil
        let wrapped = maker.encoded(Array(repeating: 1, count: 24))
        let recipients = ["A128GCM", "A256GCM"].map {
            #"{"header":{"alg":"A128KW","enc":"\#($0)"},"encrypted_key":"\#(wrapped)"}"#
        }
        let format = JWEFormat(keyManagement: [.a128KW], contentEncryption: [.a128GCM, .a256GCM])
        let cipher = try JWECipher(format, NamedKey(octets: JWEMaker.key))
        let message = try maker.json([#""recipients":[\#(recipients.joined(separator: ","))]"#])
        #expect(throws: BodyOpenFailure.header) { try cipher.open(message) }
    }

    @Test(arguments: ["{", "{}", #"{"ciphertext":"AA"}"#, "{\"a\":\(String(repeating: "[", count: 100))"])
    func otherJSONIsRefused(_ text: String) {
        #expect(throws: BodyOpenFailure.self) { try JWEMaker.open(Array(text.utf8)) }
    }
}
