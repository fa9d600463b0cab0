import Revocation
import Testing

@testable import Dialects

@Suite struct NativeClientTests {
    private let dialect = ClientDialect.native
    private let noon = Timestamp(milliseconds: 1_769_860_800_123)

    // Requests

    @Test(
        arguments: [
            (.token, "abc", nil, #"{"token":"abc"}"#),
            (.reference, "a\"b\n", nil, #"{"reference":"a\"b\n"}"#),
            (.token, "t", .accessToken, #"{"token":"t","token_type_hint":"access_token"}"#),
            (.token, "t", .refreshToken, #"{"token":"t","token_type_hint":"refresh_token"}"#),
            (.reference, "r", .session, #"{"reference":"r","token_type_hint":"session"}"#),
        ] as [(SubjectKind, String, TokenKind?, String)])
    func aRequestNamesTheSubjectAndTheHint(kind: SubjectKind, value: String, hint: TokenKind?, body: String) {
        #expect(self.dialect.expresses(kind))
        #expect(self.dialect.request(kind, value, hint: hint) == body)
    }

    // Success

    @Test func theStatusAndTheTimeAreRead() {
        let time = #""revoked_at":"2026-01-31T12:00:00.123Z""#
        #expect(self.dialect.reading(200, #"{"status":"revoked",\#(time)}"#) == .revoked(at: self.noon))
        #expect(self.dialect.reading(200, #"{\#(time),"status":"already-revoked"}"#) == .alreadyRevoked(at: self.noon))
        #expect(self.dialect.reading(299, #"{"status":"revoked","error":null}"#) == .revoked(at: nil))
        #expect(self.dialect.reading(200, #"{"status":"already\u002drevoked"}"#) == .alreadyRevoked(at: nil))
    }

    @Test(arguments: [
        #""2026-01-31T13:00:00.123+01:00""#, #""2026-01-31t12:00:00.123999z""#, #""2026-01-31T12\u003a00:00.123Z""#,
    ])
    func timesAreReadInAllTheirForms(time: String) {
        #expect(self.dialect.reading(200, #"{"status":"revoked","revoked_at":\#(time)}"#) == .revoked(at: self.noon))
    }

    @Test(arguments: ["null", "1769860800123", #""yesterday""#, #""""#, #""2026-02-30T00:00:00Z""#, "{}", "[]", "true"])
    func aTimeThatCannotBeReadLeavesTheStatus(time: String) {
        #expect(self.dialect.reading(200, #"{"status":"revoked","revoked_at":\#(time)}"#) == .revoked(at: nil))
        #expect(
            self.dialect.reading(200, #"{"status":"already-revoked","revoked_at":\#(time)}"#)
                == .alreadyRevoked(at: nil))
    }

    @Test(arguments: [199, 302, 400, 401, 403, 404, 499])
    func aSuccessWithAnotherStatusIsContradicted(status: Int) {
        #expect(self.dialect.reading(status, #"{"status":"revoked"}"#) == .notUnderstood)
        #expect(self.dialect.reading(status, #"{"status":"already-revoked"}"#) == .notUnderstood)
        #expect(self.dialect.reading(status, #"{"status":"revoked","error":"unknown_token"}"#) == .notUnderstood)
    }

    @Test(arguments: [
        "", "{}", "[]", "null", #""revoked""#, "revoked", #"{"status":null}"#, #"{"status":true}"#, #"{"status":200}"#,
        #"{"status":["revoked"]}"#, #"{"status":"Revoked"}"#, #"{"status":"revoked "}"#, #"{"status":"revoke"}"#,
        #"{"status":"not-revoked"}"#, #"{"status":"already_revoked"}"#, #"{"status":""}"#, #"{"Status":"revoked"}"#,
        #"{"status":"revoked","status":"revoked"}"#, #"{"status":"failed","st\u0061tus":"revoked"}"#,
        #"{"status":"revoked","revoked_at":"2026-01-31T12:00:00Z","revoked_at":null}"#,
        #"{"status":"revoked","error":"server_error"}"#, #"{"status":"revoked","error":"unknown_token"}"#,
        #"{"status":"revoked","error":""}"#, #"{"status":"revoked","error":false}"#,
        #"{"status":"revoked","error":{"code":1}}"#, #"{"status":"revoked""#, #"{"status":"revoked"} x"#,
        #"{"revoked_at":"2026-01-31T12:00:00Z"}"#,
    ])
    func whatIsAmbiguousIsNeverASuccess(body: String) {
        #expect(self.dialect.reading(200, body) == .notUnderstood)
    }

    // Unknown tokens and refused credentials

    @Test(arguments: [200, 302, 400, 401, 403, 404])
    func anExplicitErrorSaysThatTheTokenIsUnknown(status: Int) {
        #expect(self.dialect.reading(status, #"{"error":"unknown_token"}"#) == .unknownToken)
        #expect(self.dialect.reading(status, #"{"status":"failed","error":"unknown\u005ftoken"}"#) == .unknownToken)
    }

    @Test func anUnknownTokenIsNoServerError() {
        #expect(self.dialect.reading(500, #"{"error":"unknown_token"}"#) == .notUnderstood)
    }

    @Test(arguments: [401, 403])
    func aBareRefusalIsOfTheCredential(status: Int) {
        for body in [
            "", "Unauthorized", "{}", #"{"error":"invalid_client"}"#, #"{"error":401}"#, #"{"error":null}"#,
            #"{"error":["unknown_token"]}"#, #"{"error":"unknown_token","error":"unknown_token"}"#,
        ] {
            #expect(self.dialect.reading(status, body) == .credentialRefused)
            #expect(self.dialect.reading(404, body) == .notUnderstood)
        }
    }

    // The words of all OAuth-like dialects

    @Test(arguments: [400, 401, 403, 404, 422, 499])
    func theErrorOfARefusalSaysWhy(status: Int) {
        #expect(self.dialect.reading(status, #"{"error":"invalid_grant"}"#) == .ownedByAnother)
        #expect(self.dialect.reading(status, #"{"error":"unsupported_token_type"}"#) == .unsupportedToken)
        let codes = ClientCodes(unknownToken: ["invalid_grant"])
        #expect(self.dialect.reading(status, #"{"error":"invalid_grant"}"#, codes) == .unknownToken)
    }

    @Test(arguments: [200, 302, 500])
    func theErrorOfNoRefusalSaysNothing(status: Int) {
        #expect(self.dialect.reading(status, #"{"error":"invalid_grant"}"#) == .notUnderstood)
        #expect(self.dialect.reading(status, #"{"status":"revoked","error":"invalid_grant"}"#) == .notUnderstood)
    }

    // Configured codes

    @Test func listedWordsStandInForRevokedOnly() {
        let codes = ClientCodes(success: .listed(["gone", "already-revoked"]), unknownToken: ["no_such_token"])
        #expect(self.dialect.reading(200, #"{"status":"gone"}"#, codes) == .revoked(at: nil))
        #expect(self.dialect.reading(200, #"{"status":"revoked"}"#, codes) == .notUnderstood)
        #expect(self.dialect.reading(200, #"{"status":"already-revoked"}"#, codes) == .alreadyRevoked(at: nil))
        #expect(self.dialect.reading(404, #"{"error":"no_such_token"}"#, codes) == .unknownToken)
        #expect(self.dialect.reading(404, #"{"error":"unknown_token"}"#, codes) == .notUnderstood)
    }
}
