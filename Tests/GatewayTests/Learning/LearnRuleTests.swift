import Dialects
import Gateway
import JSONText
import Primitives
import Revocation
import Testing

@Suite struct LearnRuleTests {
    /// What a lesson says, in a form that can be compared.
    private enum Read: Equatable {
        case nothing
        case learned(reference: String?, token: String?, expiresAt: Int64?, hasUnreadableExpiry: Bool = false)
        case unreadable(LessonFault)
    }

    private func read(
        _ body: String, status: Int = 200, reference: String? = "/referenceId", token: String? = "/token",
        expiresAt: String? = "/expireAt", success: ClientCodes.Success = .dialect
    ) throws -> Read {
        let rule = LearnRule(
            reference: try reference.map { try JSONPointer($0) }, token: try token.map { try JSONPointer($0) },
            expiresAt: try expiresAt.map { try JSONPointer($0) }, success: success)
        let bytes = Array(body.utf8)
        switch rule.read(status: status, body: bytes.span) {
        case .nothing: return .nothing
        case .unreadable(let fault): return .unreadable(fault)
        case .learned(let issued):
            return .learned(
                reference: issued.reference.map(self.text), token: issued.token.map(self.text),
                expiresAt: issued.expiresAt?.milliseconds, hasUnreadableExpiry: issued.hasUnreadableExpiry)
        }
    }

    private func text(_ value: SubjectValue) -> String {
        let bytes = value.bytes
        return bytes.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    }

    /// The success codes of dialects.md § 1.3, each in a reply that issues a token.
    @Test(arguments: [
        "100", "200", #""100""#, #""200""#, #""TOK200""#, #""MER_2000""#, #""00""#,
    ])
    func successTeaches(code: String) throws {
        let body = #"{"resCode":\#(code),"referenceId":"ref","token":"tok","expireAt":1999999999999}"#
        #expect(try self.read(body) == .learned(reference: "ref", token: "tok", expiresAt: 1_999_999_999_999))
    }

    @Test(arguments: ["500", #""TOK503""#, "0", #""""#, #""tok200""#, "300", #""2000""#])
    func otherCodesTeachNothing(code: String) throws {
        let body = #"{"resCode":\#(code),"referenceId":"ref","token":"tok"}"#
        #expect(try self.read(body) == .nothing)
    }

    @Test(arguments: [100, 199, 300, 304, 401, 500])
    func otherStatusesTeachNothing(status: Int) throws {
        #expect(try self.read(#"{"resCode":200,"token":"t"}"#, status: status) == .nothing)
    }

    @Test func bothCodesOfAReplyDecide() throws {
        func body(_ outer: String, _ inner: String) -> String {
            #"{"resCode":\#(outer),"data":{"resCode":\#(inner),"token":"t"}}"#
        }
        let learned = Read.learned(reference: nil, token: "t", expiresAt: nil)
        #expect(try self.read(body("200", "100"), token: "/data/token") == learned)
        #expect(try self.read(body("200", "500"), token: "/data/token") == .nothing)
        #expect(try self.read(body("500", "100"), token: "/data/token") == .nothing)
        #expect(try self.read(body("200", "true"), token: "/data/token") == .unreadable(.resultCode))
    }

    @Test func replyWithoutACodeIsJudgedByItsStatus() throws {
        let learned = Read.learned(reference: nil, token: "t", expiresAt: nil)
        #expect(try self.read(#"{"token":"t"}"#, status: 201) == learned)
        #expect(try self.read(#"[{"token":"t"}]"#, token: "/0/token") == learned)
        #expect(try self.read(#"{"resCode":200,"data":[{"token":"t"}]}"#, token: "/data/0/token") == learned)
    }

    @Test func listedCodesReplaceTheRule() throws {
        let success = ClientCodes.Success.listed(["TOK201"])
        let body = #"{"resCode":"TOK201","token":"t"}"#
        #expect(try self.read(body) == .nothing)
        #expect(try self.read(body, success: success) == .learned(reference: nil, token: "t", expiresAt: nil))
        #expect(try self.read(#"{"resCode":200,"token":"t"}"#, success: success) == .nothing)
    }

    @Test func emptyReplyTeachesNothing() throws {
        #expect(try self.read("", status: 204) == .nothing)
    }

    @Test(arguments: [
        ("<html>", LessonFault.notJSON), ("{", .notJSON), (#"{"token":"t"}x"#, .notJSON),
        (#"{"token":"t","token":"u"}"#, .notJSON), (#"{"resCode":200,"resCode":500,"token":"t"}"#, .notJSON),
        (#"{"resCode":true,"token":"t"}"#, .resultCode), (#"{"resCode":null,"token":"t"}"#, .resultCode),
        (#"{"resCode":200.0,"token":"t"}"#, .resultCode), ("{}", .nothingFound), ("[]", .nothingFound),
        (#"{"resCode":200,"data":{"token":"t"}}"#, .nothingFound), (#"{"token":null,"referenceId":""}"#, .nothingFound),
        (#"{"token":true}"#, .wrongType), (#"{"token":{"value":"t"}}"#, .wrongType),
        (#"{"token":"t","referenceId":["r"]}"#, .wrongType), (#"{"token":1.5}"#, .wrongType),
        (#"{"token":1e9}"#, .wrongType),
    ])
    func successThatCannotBeRecordedIsUnreadable(body: String, fault: LessonFault) throws {
        #expect(try self.read(body) == .unreadable(fault))
    }

    @Test func valueLongerThanTheLedgerTakesIsUnreadable() throws {
        let longest = String(repeating: "x", count: Subject.maximumLength)
        #expect(
            try self.read(#"{"token":"\#(longest)"}"#) == .learned(reference: nil, token: longest, expiresAt: nil))
        #expect(try self.read(#"{"token":"\#(longest)x"}"#) == .unreadable(.tooLong))
        #expect(try self.read(#"{"token":"t","referenceId":"\#(longest)\u0078"}"#) == .unreadable(.tooLong))
    }

    @Test(arguments: [
        (#""a\u0062\/c""#, "ab/c"), ("7", "7"), ("0", "0"), ("-12", "-12"),
        ("123456789012345678901234567890", "123456789012345678901234567890"), (#"" ""#, " "), (#""é""#, "é"),
    ])
    func valueIsItsText(json: String, text: String) throws {
        #expect(
            try self.read(#"{"referenceId":\#(json)}"#) == .learned(reference: text, token: nil, expiresAt: nil))
    }

    @Test func oneHalfIsEnough() throws {
        #expect(
            try self.read(#"{"referenceId":"r","token":null}"#)
                == .learned(reference: "r", token: nil, expiresAt: nil))
        #expect(
            try self.read(#"{"token":"t"}"#, reference: nil) == .learned(reference: nil, token: "t", expiresAt: nil))
        #expect(try self.read(#"{"referenceId":"r"}"#, reference: nil) == .unreadable(.nothingFound))
    }

    /// 1893456000 is 2030-01-01T00:00:00Z, 1704067200 is 2024-01-01T00:00:00Z.
    @Test(arguments: [
        ("1893456000", 1_893_456_000_000), ("99999999999", 99_999_999_999_000), ("1893456000123", 1_893_456_000_123),
        ("1704067200", 1_704_067_200_000), ("1704067200000", 1_704_067_200_000),
        (#""1893456000""#, 1_893_456_000_000), (#""1893456000123""#, 1_893_456_000_123),
        (#""01893456000""#, 1_893_456_000_000), (#""2030-01-01T00:00:00Z""#, 1_893_456_000_000),
        (#""2030-01-01T01:00:00.5+01:00""#, 1_893_456_000_500), (#""2030-01-01T00:00:00\u005A""#, 1_893_456_000_000),
        ("9223372036854775807", Int64.max),
    ])
    func expiryIsToldApart(json: String, milliseconds: Int64) throws {
        let expected = Read.learned(reference: nil, token: "t", expiresAt: milliseconds)
        #expect(try self.read(#"{"token":"t","expireAt":\#(json)}"#) == expected)
    }

    /// Lifetimes and marks for "never" among them: taken for times they would have passed long ago.
    @Test(arguments: [
        "0", "-1", "3600", "1704067199", "1704067199999", "1893456000.0", "1.8e9", "9223372036854775808",
        #""9223372036854775808""#, #""""#, #""-1""#, #""30 min""#, #""2030-01-01""#,
        #""2023-12-31T23:59:59Z""#, "true", "{}", "[1893456000]",
    ])
    func expiryThatIsNoTimeIsLeftOutAndSaid(json: String) throws {
        let expected = Read.learned(reference: nil, token: "t", expiresAt: nil, hasUnreadableExpiry: true)
        #expect(try self.read(#"{"token":"t","expireAt":\#(json)}"#) == expected)
    }

    @Test func absentExpiryIsNoFault() throws {
        let expected = Read.learned(reference: nil, token: "t", expiresAt: nil)
        #expect(try self.read(#"{"token":"t","expireAt":null}"#) == expected)
        #expect(try self.read(#"{"token":"t"}"#) == expected)
        #expect(try self.read(#"{"token":"t","expireAt":0}"#, expiresAt: nil) == expected)
    }

    @Test func issuedTokenIsNotPrinted() throws {
        let rule = LearnRule(reference: nil, token: try JSONPointer("/token"))
        let body = Array(#"{"token":"very-secret"}"#.utf8)
        let lesson = rule.read(status: 200, body: body.span)
        #expect(!String(describing: lesson).contains("very-secret"))
        #expect(!String(reflecting: lesson).contains("very-secret"))
        var dumped = ""
        dump(lesson, to: &dumped)
        #expect(!dumped.contains("very-secret"))
    }
}
