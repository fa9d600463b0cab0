import Primitives
import Revocation
import Testing

@testable import Dialects

@Suite struct TokenServiceTests {
    private let dialect = Dialect.tokenService

    private func request(_ text: String) throws -> SubjectRequest {
        try Reading.one(text, self.dialect)
    }

    private func revoked(
        _ request: SubjectRequest, _ details: TokenDetails?, _ style: ReplyStyle, _ body: SecretBuffer
    ) {
        self.dialect.renderRevoked(
            RevokedReply(subject: request.subject, state: .revoked, at: nil, details: details, style: style), body)
    }

    private func subject(_ text: String) throws -> String {
        let request = try self.request(text)
        #expect(request.subject.kind == .reference)
        #expect(request.hint == nil)
        let bytes = request.subject.value.bytes
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
        #expect(throws: DialectParseFailure.malformed) { try self.dialect.parse(body.span, .ignore) }
    }

    @Test func successIsAsTheSeedShows() throws {
        let request = try self.request(#"{"tokenReferenceId":"a\"b"}"#)
        #expect(
            Reading.text { self.revoked(request, nil, .enveloped, $0) }
                == #"{"resCode":200,"resDesc":"SUCCESS","data":{"resCode":100,"resDesc":"Success"}}"#)
        #expect(
            Reading.text { self.revoked(request, nil, .flat, $0) }
                == #"{"resCode":100,"resDesc":"SUCCESS","referenceId":"a\"b"}"#)
    }

    @Test func aFlatReplyCarriesWhatIsKnown() throws {
        let request = try self.request(#"{"tokenReferenceId":"r"}"#)
        let details = TokenDetails(
            token: SubjectValue(copying: Array(#"t"1"#.utf8).span),
            expiresAt: Timestamp(milliseconds: 1_231_231_231_212))
        #expect(
            Reading.text { self.revoked(request, details, .flat, $0) }
                == #"{"resCode":100,"resDesc":"SUCCESS","referenceId":"r","token":"t\"1","expireAt":1231231231212}"#)
        #expect(!Reading.text { self.revoked(request, details, .enveloped, $0) }.contains("1231231231212"))
    }

    @Test(arguments: [400, 401, 403, 413, 415, 429, 503])
    func refusalsCarryTheirStatusAndNoSuccessCode(status: Int) {
        let refusal = DialectRefusal(reason: .request, status: status, phrase: "Why")
        let body = Reading.text { self.dialect.renderRefusal(refusal, $0) }
        #expect(body == #"{"resCode":\#(status),"resDesc":"Why"}"#)
        #expect(!body.contains(":100") && !body.contains(":200"))
    }
}
