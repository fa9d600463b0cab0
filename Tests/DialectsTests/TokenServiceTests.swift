import Primitives
import Revocation
import Testing

@testable import Dialects

@Suite struct TokenServiceTests {
    private let dialect = Dialect.tokenService

    private func subject(_ text: String) throws -> String {
        let request = try self.dialect.parse(Array(text.utf8).span)
        #expect(request.subject.kind == .reference)
        #expect(request.hint == nil)
        let bytes = request.subject.value.bytes
        return bytes.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    }

    private func text(_ render: (SecretBuffer) -> Void) -> String {
        let buffer = SecretBuffer(capacity: 16)
        render(buffer)
        let bytes = buffer.bytes
        return bytes.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    }

    @Test(arguments: [
        (#"{"tokenReferenceId":"abc"}"#, "abc"),
        (" { \"other\" : [1, {}], \"tokenReferenceId\" : \"a\\u00e9\\\"\" } \r\n", "aé\""),
        (#"{"token\u0052eferenceId":"x"}"#, "x"),
    ])
    func theReferenceIsTheSubject(body: String, reference: String) throws {
        #expect(try self.subject(body) == reference)
    }

    static let refused: [(String, DialectParseFailure)] = [
        ("", .malformed), ("{", .malformed), ("[]", .malformed), ("\u{FEFF}{}", .malformed),
        ("{“tokenReferenceId”:”x”}", .malformed), (#"{"tokenReferenceId":"a"} x"#, .malformed),
        (#"{"tokenReferenceId":"a","tokenReferenceId":"b"}"#, .malformed),
        ("{}", .missingSubject), (#"{"tokenreferenceid":"a"}"#, .missingSubject), (#"{"token":"a"}"#, .missingSubject),
        (#"{"tokenReferenceId":1}"#, .wrongType), (#"{"tokenReferenceId":null}"#, .wrongType),
        (#"{"tokenReferenceId":["a"]}"#, .wrongType), (#"{"tokenReferenceId":""}"#, .emptySubject),
        ("{\"tokenReferenceId\":\"\(String(repeating: "a", count: Subject.maximumLength + 1))\"}", .subjectTooLong),
    ]

    @Test(arguments: refused)
    func whatIsNoRequestIsNamed(body: String, failure: DialectParseFailure) {
        #expect(throws: failure) { try self.subject(body) }
    }

    @Test func notUTF8IsMalformed() {
        let body = Array(#"{"tokenReferenceId":""#.utf8) + [0xFF] + Array(#""}"#.utf8)
        #expect(throws: DialectParseFailure.malformed) { try self.dialect.parse(body.span) }
    }

    @Test func successIsAsTheSeedShows() throws {
        let request = try self.dialect.parse(Array(#"{"tokenReferenceId":"a\"b"}"#.utf8).span)
        #expect(
            self.text { self.dialect.renderRevoked(request, nil, .enveloped, $0) }
                == #"{"resCode":200,"resDesc":"SUCCESS","data":{"resCode":100,"resDesc":"Success"}}"#)
        #expect(
            self.text { self.dialect.renderRevoked(request, nil, .flat, $0) }
                == #"{"resCode":100,"resDesc":"SUCCESS","referenceId":"a\"b"}"#)
    }

    @Test func aFlatReplyCarriesWhatIsKnown() throws {
        let request = try self.dialect.parse(Array(#"{"tokenReferenceId":"r"}"#.utf8).span)
        let details = TokenDetails(
            token: SubjectValue(copying: Array(#"t"1"#.utf8).span),
            expiresAt: Timestamp(milliseconds: 1_231_231_231_212))
        #expect(
            self.text { self.dialect.renderRevoked(request, details, .flat, $0) }
                == #"{"resCode":100,"resDesc":"SUCCESS","referenceId":"r","token":"t\"1","expireAt":1231231231212}"#)
        #expect(!self.text { self.dialect.renderRevoked(request, details, .enveloped, $0) }.contains("1231231231212"))
    }

    @Test(arguments: [400, 401, 403, 413, 415, 429, 503])
    func refusalsCarryTheirStatusAndNoSuccessCode(status: Int) {
        let body = self.text { self.dialect.renderRefusal(status, "Why", $0) }
        #expect(body == #"{"resCode":\#(status),"resDesc":"Why"}"#)
        #expect(!body.contains(":100") && !body.contains(":200"))
    }
}
