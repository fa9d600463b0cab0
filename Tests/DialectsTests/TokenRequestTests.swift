import Primitives
import Revocation
import Testing

@testable import Dialects

/// The three APIs whose requests are a token and perhaps its type.
@Suite struct TokenRequestTests {
    static let forms: [Dialect] = [.digilocker, .screeningEagle, .rfc7009]

    @Test(arguments: forms)
    func aFormIsRead(dialect: Dialect) throws {
        let request = try Reading.one("x=1&token=a%2Fb+c&token_type_hint=refresh_token", dialect)
        #expect(request.subject.kind == .token)
        #expect(Reading.text(of: request.subject) == "a/b c")
        #expect(request.hint == .refreshToken)
    }

    static let refusedForms: [(String, DialectParseFailure)] = [
        ("", .missingSubject), ("token", .missingSubject), ("token=", .missingSubject), ("Token=a", .missingSubject),
        ("token=a&token=b", .malformed), ("token=a&%74oken=a", .malformed), ("token=%", .malformed),
        ("token=%FF", .malformed), ("token_type_hint=access_token", .missingSubject),
        ("token=\(String(repeating: "a", count: Subject.maximumLength + 1))", .subjectTooLong),
    ]

    @Test(arguments: forms, refusedForms)
    func whatIsNoFormOfATokenIsNamed(dialect: Dialect, refused: (String, DialectParseFailure)) {
        #expect(throws: refused.1) { try Reading.one(refused.0, dialect) }
    }

    static let hints: [(String, HintRule, TokenKind?, DialectParseFailure?)] = [
        ("access_token", .strict, .accessToken, nil), ("refresh_token", .ignore, .refreshToken, nil),
        ("", .strict, nil, nil), ("session", .ignore, nil, nil), ("session", .strict, nil, .unsupportedHint),
        ("Access_Token", .strict, nil, .unsupportedHint), ("banana", .ignore, nil, nil),
    ]

    @Test(arguments: forms, hints)
    func aHintThatIsNoneFollowsTheRule(
        dialect: Dialect, hint: (String, HintRule, TokenKind?, DialectParseFailure?)
    ) throws {
        let body = "token=a&token_type_hint=\(hint.0)"
        if let failure = hint.3 {
            #expect(throws: failure) { try Reading.one(body, dialect, hint.1) }
        } else {
            #expect(try Reading.one(body, dialect, hint.1).hint == hint.2)
        }
    }

    @Test func screeningEagleHasTwoNamesForTheType() throws {
        #expect(try Reading.one("token=a&token_type=access_token", .screeningEagle).hint == .accessToken)
        #expect(throws: DialectParseFailure.malformed) {
            try Reading.one("token=a&token_type=access_token&token_type_hint=access_token", .screeningEagle)
        }
        #expect(throws: DialectParseFailure.unsupportedHint) {
            try Reading.one("token=a&token_type=banana", .screeningEagle)
        }
    }

    @Test(arguments: [
        #"{"token":"a\/b c","token_type_hint":"refresh_token"}"#,
        " \r\n{\"token\":\"a/b c\",\"token_type_hint\":\"refresh_token\"}",
        "token=a/b+c&token_type_hint=refresh_token",
    ])
    func digilockerReadsWhatStandsThere(body: String) throws {
        let request = try Reading.one(body, .digilocker)
        #expect(Reading.text(of: request.subject) == "a/b c")
        #expect(request.hint == .refreshToken)
    }

    @Test(arguments: [
        (#"{"token":1}"#, DialectParseFailure.wrongType), (#"{"token":null}"#, .missingSubject),
        (#"{"token":""}"#, .emptySubject), (#"{"token":"a","token":"a"}"#, .malformed), ("{", .malformed),
        (#"{"token":"a","token_type_hint":1}"#, .wrongType), ("[]", .missingSubject), ("\"token\"", .missingSubject),
    ])
    func whatIsNoJSONOfATokenIsNamed(body: String, failure: DialectParseFailure) {
        #expect(throws: failure) { try Reading.one(body, .digilocker) }
    }

    static let refusals: [(Dialect, RefusalReason, String)] = [
        (.rfc7009, .request, #"{"error":"invalid_request","error_description":"Why"}"#),
        (.rfc7009, .credential, #"{"error":"invalid_client","error_description":"Why"}"#),
        (.rfc7009, .permission, #"{"error":"unauthorized_client","error_description":"Why"}"#),
        (.rfc7009, .foreignToken, #"{"error":"invalid_grant","error_description":"Why"}"#),
        (.rfc7009, .unsupportedHint, #"{"error":"unsupported_token_type","error_description":"Why"}"#),
        (.rfc7009, .unavailable, #"{"error":"temporarily_unavailable","error_description":"Why"}"#),
        (.digilocker, .unknownToken, #"{"error":"invalid_token","error_description":"The token is invalid"}"#),
        (.digilocker, .unsupportedHint, #"{"error":"invalid_request","error_description":"Why"}"#),
        (.digilocker, .unsupportedSubject, #"{"error":"unsupported_token_type","error_description":"Why"}"#),
        (.screeningEagle, .unknownToken, #"{"error":"invalid_token","errorDescription":"Why"}"#),
        (.screeningEagle, .unsupportedHint, #"{"error":"invalid_request","errorDescription":"Why"}"#),
        (.native, .unknownToken, #"{"error":"unknown_token","error_description":"Why"}"#),
    ]

    @Test(arguments: refusals)
    func refusalsHaveTheWordsOfTheirAPI(dialect: Dialect, reason: RefusalReason, body: String) {
        let refusal = DialectRefusal(reason: reason, status: 400, phrase: "Why")
        #expect(Reading.text { dialect.renderRefusal(refusal, $0) } == body)
    }

    @Test(arguments: forms)
    func successHasNoBody(dialect: Dialect) throws {
        let subject = try Reading.one("token=a", dialect).subject
        let reply = RevokedReply(subject: subject, state: .revoked, at: Timestamp(milliseconds: 1))
        #expect(Reading.text { dialect.renderRevoked(reply, $0) } == "")
    }
}

extension Dialect: CustomTestStringConvertible {
    public var testDescription: String { self.name.rawValue }
}
