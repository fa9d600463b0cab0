import Revocation
import Testing

@testable import Dialects

@Suite struct TokenServiceClientTests {
    private let dialect = ClientDialect.tokenService
    /// `404` and `TOK_UNKNOWN` say: no such live token.
    private let codes = ClientCodes(unknownToken: ["404", "TOK_UNKNOWN"])

    // Requests

    @Test(arguments: [
        ("abc", #"{"tokenReferenceId":"abc"}"#),
        ("a\"b\\c\n\u{1}é/", #"{"tokenReferenceId":"a\"b\\c\n\u0001é/"}"#),
    ])
    func aRequestNamesTheReference(reference: String, body: String) {
        #expect(self.dialect.request(.reference, reference) == body)
        // The dialect has no place for a hint.
        #expect(self.dialect.request(.reference, reference, hint: .session) == body)
    }

    @Test func onlyReferencesAreExpressed() {
        #expect(self.dialect.expresses(.reference))
        #expect(!self.dialect.expresses(.token))
    }

    // Success

    @Test(arguments: [
        #"{"resCode":200,"resDesc":"SUCCESS","data":{"resCode":100,"resDesc":"Success"}}"#,
        #"{"resCode":100,"resDesc":"SUCCESS","referenceId":"r","token":"t","expireAt":1231231231212}"#,
        #"{"resCode":"TOK200","data":{"loginId":7}}"#, #"{"resCode":"100","data":null}"#, #"{"resCode":"00"}"#,
        #" {"data" : {} , "resCode" : "MER_2000"} "#, #"{"resCode":"A_200"}"#, #"{"resCode":"LND2000000"}"#,
        #"{"resCode":"\u0054OK200"}"#, #"{"res\u0043ode":200}"#,
    ])
    func theSuccessesOfTheDialectAreRead(body: String) {
        #expect(self.dialect.reading(200, body) == .revoked(at: nil))
        #expect(self.dialect.reading(299, body) == .revoked(at: nil))
    }

    @Test(arguments: [199, 300, 302, 400, 401, 403, 404, 409, 499])
    func aSuccessCodeWithAnotherStatusIsContradicted(status: Int) {
        #expect(self.dialect.reading(status, #"{"resCode":200}"#) == .notUnderstood)
        #expect(self.dialect.reading(status, #"{"resCode":200,"data":{"resCode":100}}"#) == .notUnderstood)
    }

    static let ambiguous = [
        // No code, or one of another type.
        "{}", #"{"rescode":200}"#, #"{"resDesc":"SUCCESS"}"#, #"{"data":{"resCode":100}}"#, #"{"resCode":null}"#,
        #"{"resCode":true}"#, #"{"resCode":[200]}"#, #"{"resCode":{"resCode":200}}"#,
        // Numbers that are no integers, and too long ones.
        #"{"resCode":1e2}"#, #"{"resCode":100.0}"#, #"{"resCode":2E+2}"#, #"{"resCode":20000000000000000000000}"#,
        // Codes that only look like a success.
        #"{"resCode":0}"#, #"{"resCode":-200}"#, #"{"resCode":2000}"#, #"{"resCode":201}"#, #"{"resCode":""}"#,
        #"{"resCode":" 200"}"#, #"{"resCode":"200 "}"#, #"{"resCode":"0100"}"#, #"{"resCode":"000"}"#,
        #"{"resCode":"tok200"}"#, #"{"resCode":"TOK20"}"#, #"{"resCode":"TOK2"}"#, #"{"resCode":"TOK"}"#,
        #"{"resCode":"TOK__200"}"#, #"{"resCode":"_200"}"#, #"{"resCode":"TOK_"}"#, #"{"resCode":"TOK2001"}"#,
        #"{"resCode":"TOK1200"}"#, #"{"resCode":"TOK200\n"}"#, #"{"resCode":"ТOK200"}"#, #"{"resCode":"TOK200_200"}"#,
        // The inner code denies it, or is none.
        #"{"resCode":200,"data":{"resCode":500}}"#, #"{"resCode":200,"data":{"resCode":1e2}}"#,
        #"{"resCode":200,"data":{"resCode":null}}"#, #"{"resCode":200,"data":{"resCode":true}}"#,
        #"{"resCode":500,"data":{"resCode":100}}"#,
        #"{"resCode":200,"data":"x"}"#, #"{"resCode":200,"data":[]}"#, #"{"resCode":200,"data":false}"#,
        #"{"resCode":200,"data":100}"#,
        // Written twice.
        #"{"resCode":200,"resCode":200}"#, #"{"resCode":200,"resCode":500}"#, #"{"resCode":500,"res\u0043ode":200}"#,
        #"{"resCode":200,"data":{},"data":{}}"#, #"{"resCode":200,"data":{"resCode":100,"resCode":500}}"#,
        // No JSON object.
        "", " ", "200", "null", "[]", #"["resCode",200]"#, #""200""#, "OK", #"{"resCode":200"#, #"{"resCode":200,}"#,
        #"{"resCode":200} x"#, "{“resCode”:200}", "\u{FEFF}{\"resCode\":200}", #"{"resCode":+200}"#,
        #"{"resCode":0200}"#, "<html>200</html>",
    ]

    @Test(arguments: ambiguous)
    func whatIsAmbiguousIsNeverASuccess(body: String) {
        #expect(self.dialect.reading(200, body) == .notUnderstood)
        #expect(self.dialect.reading(200, body, self.codes) == .notUnderstood)
    }

    @Test func bytesThatAreNoUTF8AreNotUnderstood() {
        let body = Array(#"{"resCode":200,"x":""#.utf8) + [0xFF] + Array(#""}"#.utf8)
        let reading = self.dialect.readReply(200, body.span, self.codes)
        #expect(reading == .notUnderstood)
    }

    // Unknown tokens and refused credentials

    /// Each pair of codes, as success, unknown or other, and what it reads as with HTTP 200, 404 and 401.
    static let pairs: [(String, [ClientReading])] = [
        (#"{"resCode":200}"#, [.revoked(at: nil), .notUnderstood, .notUnderstood]),
        (#"{"resCode":200,"data":{"resCode":100}}"#, [.revoked(at: nil), .notUnderstood, .notUnderstood]),
        (#"{"resCode":200,"data":{"resCode":404}}"#, [.unknownToken, .unknownToken, .unknownToken]),
        (#"{"resCode":200,"data":{"resCode":500}}"#, [.notUnderstood, .notUnderstood, .notUnderstood]),
        (#"{"resCode":404}"#, [.unknownToken, .unknownToken, .unknownToken]),
        (#"{"resCode":"TOK_UNKNOWN","data":null}"#, [.unknownToken, .unknownToken, .unknownToken]),
        (#"{"resCode":404,"data":{"resCode":100}}"#, [.notUnderstood, .notUnderstood, .notUnderstood]),
        (#"{"resCode":404,"data":{"resCode":"404"}}"#, [.unknownToken, .unknownToken, .unknownToken]),
        (#"{"resCode":404,"data":{"resCode":500}}"#, [.unknownToken, .unknownToken, .unknownToken]),
        (#"{"resCode":401}"#, [.notUnderstood, .notUnderstood, .credentialRefused]),
        (#"{"resCode":401,"data":{"resCode":100}}"#, [.notUnderstood, .notUnderstood, .notUnderstood]),
        (#"{"resCode":401,"data":{"resCode":404}}"#, [.unknownToken, .unknownToken, .unknownToken]),
        (#"{"resCode":401,"data":{"resCode":401}}"#, [.notUnderstood, .notUnderstood, .credentialRefused]),
    ]

    @Test(arguments: pairs)
    func theTwoCodesAreReadTogether(body: String, readings: [ClientReading]) {
        #expect([200, 404, 401].map { self.dialect.reading($0, body, self.codes) } == readings)
    }

    @Test(arguments: [401, 403])
    func aBareRefusalIsOfTheCredential(status: Int) {
        for body in ["", "Unauthorized", "{}", #"{"resCode":401}"#, #"{"resCode":null}"#, #"{"message":"no"}"#] {
            #expect(self.dialect.reading(status, body, self.codes) == .credentialRefused)
        }
        #expect(self.dialect.reading(404, "") == .notUnderstood)
    }

    @Test func noCodeIsUnknownUnlessItIsNamed() {
        #expect(self.dialect.reading(404, #"{"resCode":404}"#) == .notUnderstood)
        #expect(self.dialect.reading(401, #"{"resCode":401}"#) == .credentialRefused)
        #expect(self.dialect.reading(401, #"{"resCode":401}"#, ClientCodes(unknownToken: ["401"])) == .unknownToken)
    }

    @Test func anUnknownTokenIsNoServerError() {
        #expect(self.dialect.reading(500, #"{"resCode":404}"#, self.codes) == .notUnderstood)
    }

    // Configured codes

    @Test func listedCodesReplaceTheRule() {
        let codes = ClientCodes(success: .listed(["0", "GONE"]), unknownToken: ["404"])
        for body in [#"{"resCode":0}"#, #"{"resCode":"GONE"}"#, #"{"resCode":"0","data":{"resCode":"G\u004fNE"}}"#] {
            #expect(self.dialect.reading(200, body, codes) == .revoked(at: nil))
        }
        for body in [
            #"{"resCode":200}"#, #"{"resCode":"TOK200"}"#, #"{"resCode":"GON"}"#, #"{"resCode":"GONE2"}"#,
            #"{"resCode":0,"data":{"resCode":100}}"#, #"{"resCode":""}"#,
        ] {
            #expect(self.dialect.reading(200, body, codes) == .notUnderstood)
        }
    }

    @Test func anEmptyListHasNoSuccess() {
        let codes = ClientCodes(success: .listed([]), unknownToken: [])
        #expect(self.dialect.reading(200, #"{"resCode":200}"#, codes) == .notUnderstood)
    }

    @Test func aCodeNamedUnknownIsNoSuccessOfTheRule() {
        let codes = ClientCodes(unknownToken: ["TOK2000"])
        #expect(self.dialect.reading(200, #"{"resCode":"TOK2000"}"#, codes) == .unknownToken)
    }
}
