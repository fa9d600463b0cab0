import Primitives
import Testing

@testable import Gateway

@Suite struct AccessTokenTests {
    private func read(_ reply: String) throws(AccessTokenFault) -> AccessToken {
        let bytes = Array(reply.utf8)
        return try AccessToken(reply: bytes.span)
    }

    private func field(_ token: AccessToken) -> String {
        token.field.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    }

    @Test(arguments: [
        (#"{"access_token":"abc","token_type":"Bearer","expires_in":3600}"#, "abc", 3_600_000),
        (#" {"scope":"x","expires_in":1,"token_type":"bEARER","access_token":"a b~"} "#, "a b~", 1_000),
        (#"{"access_token":"\u0061\/c","token_type":"\u0062earer"}"#, "a/c", 300_000),
        (#"{"access_token":"abc","token_type":"Bearer","expires_in":86401}"#, "abc", 86_400_000),
        (#"{"access_token":"abc","token_type":"Bearer","expires_in":9223372036854775807}"#, "abc", 86_400_000),
        (#"{"access_token":"abc","token_type":"Bearer","refresh_token":"r","x":[{}]}"#, "abc", 300_000),
    ])
    func theTokenAndItsLifetimeAreRead(reply: String, token: String, lifetime: Int) throws {
        let read = try self.read(reply)
        #expect(self.field(read) == "Authorization: Bearer \(token)\r\n")
        #expect(read.lifetime == lifetime)
    }

    @Test func theLongestTokenIsTaken() throws {
        let token = String(repeating: "a", count: 8_192)
        let read = try self.read(#"{"access_token":"\#(token)","token_type":"Bearer"}"#)
        #expect(self.field(read) == "Authorization: Bearer \(token)\r\n")
        #expect(throws: AccessTokenFault.tokenTooLong) {
            try self.read(#"{"access_token":"\#(token)a","token_type":"Bearer"}"#)
        }
    }

    static let faulty: [(String, AccessTokenFault)] =
        [
            ("", .notJSON), ("[]", .notJSON), ("null", .notJSON), ("<html>", .notJSON), ("{", .notJSON),
            ("access_token=abc&token_type=bearer", .notJSON),
            (#"{"access_token":"a","access_token":"b","token_type":"Bearer"}"#, .notJSON),
            (#"{"access_token":"a","token_type":"Bearer","expires_in":1,"expires_in":1}"#, .notJSON),
            (#"{"access_token":"a","token_type":"Bearer"} x"#, .notJSON),
            (#"{"token_type":"Bearer"}"#, .noToken), (#"{"access_token":null,"token_type":"Bearer"}"#, .noToken),
            (#"{"access_token":7,"token_type":"Bearer"}"#, .noToken),
            (#"{"access_token":["a"],"token_type":"Bearer"}"#, .noToken),
            (#"{"access_token":"","token_type":"Bearer"}"#, .noToken),
            (#"{"access_token":"a"}"#, .noType), (#"{"access_token":"a","token_type":null}"#, .noType),
            (#"{"access_token":"a","token_type":true}"#, .noType),
            (#"{"access_token":"a","token_type":""}"#, .otherType),
            (#"{"access_token":"a","token_type":"mac"}"#, .otherType),
            (#"{"access_token":"a","token_type":"bearer "}"#, .otherType),
        ]
        + ["a\\r\\nX: y", "a\\u0000", "\\t", "ä", "a\\u007f", " a", "a ", " "].map {
            (#"{"access_token":"\#($0)","token_type":"Bearer"}"#, .tokenCharacter)
        }
        + ["0", "-1", "1.5", "3600.0", "1e3", #""3600""#, "null", "true", "[3600]", "9223372036854775808"].map {
            (#"{"access_token":"a","token_type":"Bearer","expires_in":\#($0)}"#, .lifetime)
        }

    @Test(arguments: faulty)
    func whatIsNoTokenIsRefusedWithItsFault(reply: String, fault: AccessTokenFault) {
        #expect(throws: fault) { try self.read(reply) }
    }

    @Test func bytesThatAreNoUTF8AreNoJSON() {
        let reply = Array(#"{"token_type":"Bearer","access_token":""#.utf8) + [0xFF] + Array(#""}"#.utf8)
        #expect(throws: AccessTokenFault.notJSON) { try AccessToken(reply: reply.span) }
    }

    @Test(arguments: TokenRefusal.allCases)
    func theWordsOfARefusalAreRead(refusal: TokenRefusal) {
        let reply = Array(#"{"error_description":"x","error":"\#(refusal.rawValue)"}"#.utf8)
        let read = TokenRefusal(reply: reply.span)
        #expect(read == refusal)
    }

    @Test(arguments: [
        "", "invalid_client", "[]", #"{"error":"Invalid_client"}"#, #"{"error":"anything"}"#, #"{"error":null}"#,
        #"{"error":"invalid_client","error":"invalid_client"}"#, #"{"error":["invalid_client"]}"#,
    ])
    func otherWordsAreNotRepeated(reply: String) {
        let bytes = Array(reply.utf8)
        let read = TokenRefusal(reply: bytes.span)
        #expect(read == nil)
    }
}
