import Revocation
import Testing

@testable import Dialects

/// Requests and replies of the dialects that say success by status: `rfc7009`, `digilocker` and `screening-eagle`.
@Suite struct OAuthClientTests {
    static let dialects: [ClientDialect] = [.rfc7009, .digilocker, .screeningEagle]

    // Requests

    @Test(
        arguments: [
            ("abc", nil, "token=abc"),
            ("abc", .accessToken, "token=abc&token_type_hint=access_token"),
            ("abc", .refreshToken, "token=abc&token_type_hint=refresh_token"),
            ("abc", .session, "token=abc"),
            ("a b&c=d+e%/é", nil, "token=a+b%26c%3Dd%2Be%25%2F%C3%A9"),
        ] as [(String, TokenKind?, String)])
    func theFormOfRFC7009NamesTheTokenAndTheHint(token: String, hint: TokenKind?, body: String) {
        #expect(ClientDialect.rfc7009.request(.token, token, hint: hint) == body)
    }

    @Test(
        arguments: [
            ("a&b", nil, "token=a%26b"), ("abc", .accessToken, "token=abc&token_type=access_token"),
            ("abc", .refreshToken, "token=abc&token_type=refresh_token"), ("abc", .session, "token=abc"),
        ] as [(String, TokenKind?, String)])
    func theFormOfScreeningEagleNamesTheTokenAndItsType(token: String, hint: TokenKind?, body: String) {
        #expect(ClientDialect.screeningEagle.request(.token, token, hint: hint) == body)
    }

    @Test(
        arguments: [
            ("abc", nil, #"{"token":"abc"}"#), ("a\"b\n", .session, #"{"token":"a\"b\n"}"#),
            ("abc", .accessToken, #"{"token":"abc"}"#), ("abc", .refreshToken, #"{"token":"abc"}"#),
        ] as [(String, TokenKind?, String)])
    func theJSONOfDigiLockerNamesTheTokenAndNoHint(token: String, hint: TokenKind?, body: String) {
        #expect(ClientDialect.digilocker.request(.token, token, hint: hint) == body)
    }

    @Test(arguments: dialects)
    func onlyTokensAreExpressed(dialect: ClientDialect) {
        #expect(dialect.expresses(.token))
        #expect(!dialect.expresses(.reference))
        #expect(!dialect.hasSuccessCodes)
        #expect(!dialect.isSuccess("200"))
    }

    // Success

    @Test(arguments: dialects, ["", " ", "\r\n\t ", "{}", " {\t} \r\n"])
    func aStatusWithoutContentThatDeniesItIsASuccess(dialect: ClientDialect, body: String) {
        #expect(dialect.reading(200, body) == .revoked(at: nil))
        #expect(dialect.reading(204, body) == .revoked(at: nil))
    }

    @Test(arguments: dialects, [100, 199, 201, 202, 206, 299, 300, 302, 304, 404, 405, 409, 415, 422, 499])
    func noOtherStatusIsASuccess(dialect: ClientDialect, status: Int) {
        for body in ["", "{}", #"{"error":"invalid_token"}"#, #"{"error":"invalid_grant"}"#] {
            #expect(dialect.reading(status, body) == .notUnderstood)
        }
    }

    static let denials = [
        #"{"success":true}"#, #"{"error":null}"#, " {\"a\":[1]}\n", #"{"token":"abc"}"#, "}{", "{}}", "{ } {}",
        "OK", "<html><body>Log in</body></html>", "null", "true", "[]", #""""#, "200", "{", "{}{}", #"{"a":1,}"#,
        "\u{FEFF}", "\u{A0}", "\0",
        #"{"error":""}"#, #"{"error":"invalid_token"}"#, #"{"error":"unsupported_token_type"}"#, #"{"error":false}"#,
        #"{"error":0}"#, #"{"error":[]}"#, #"{"error":{}}"#, #"{"error":null,"error":null}"#,
        #"{"error":null,"e\u0072ror":"invalid_client"}"#, #"{"\u0065rror":"x"}"#,
    ]

    @Test(arguments: dialects, denials)
    func contentThatDeniesASuccessIsNotUnderstood(dialect: ClientDialect, body: String) {
        #expect(dialect.reading(200, body) == .notUnderstood)
        #expect(dialect.reading(204, body) == .notUnderstood)
    }

    @Test(arguments: dialects)
    func bytesThatAreNoUTF8AreNotUnderstood(dialect: ClientDialect) {
        let body = Array(#"{"x":""#.utf8) + [0xFF] + Array(#""}"#.utf8)
        let reading = dialect.readReply(200, body.span, dialect.codes)
        #expect(reading == .notUnderstood)
    }

    // Refusals

    @Test(
        arguments: dialects,
        [
            ("invalid_grant", [.ownedByAnother, .ownedByAnother, .ownedByAnother]),
            ("unsupported_token_type", [.unsupportedToken, .unsupportedToken, .unsupportedToken]),
            (#"unsupported\u005ftoken_type"#, [.unsupportedToken, .unsupportedToken, .unsupportedToken]),
            ("invalid_client", [.credentialRefused, .credentialRefused, .credentialRefused]),
            ("unauthorized_client", [.credentialRefused, .credentialRefused, .credentialRefused]),
            ("invalid_request", [.notUnderstood, .credentialRefused, .credentialRefused]),
            ("Forbidden", [.notUnderstood, .credentialRefused, .credentialRefused]),
            ("Invalid_Grant", [.notUnderstood, .credentialRefused, .credentialRefused]),
            ("invalid_grant ", [.notUnderstood, .credentialRefused, .credentialRefused]),
            ("", [.notUnderstood, .credentialRefused, .credentialRefused]),
        ] as [(String, [ClientReading])])
    func theErrorOfARefusalSaysWhy(dialect: ClientDialect, refusal: (word: String, readings: [ClientReading])) {
        let body = #"{"error_description":"x","error":"\#(refusal.word)"}"#
        #expect([400, 401, 403].map { dialect.reading($0, body) } == refusal.readings)
    }

    static let bare =
        ["", " ", "Unauthorized", "{}", #"{"message":"no"}"#, #"{"error":401}"#, #"{"error":null}"#] + [
            #"{"error":["invalid_grant"]}"#, #"{"error":"invalid_grant","error":"invalid_grant"}"#, "<html>",
        ]

    @Test(arguments: dialects, bare)
    func aBareRefusalIsOfTheCredential(dialect: ClientDialect, body: String) {
        let codes = ClientCodes(unknownToken: ["400", "401", "403"])
        for status in [401, 403] {
            #expect(dialect.reading(status, body) == .credentialRefused)
            #expect(dialect.reading(status, body, codes) == .credentialRefused)
        }
        #expect(dialect.reading(400, body) == .notUnderstood)
    }

    // Unknown tokens

    @Test func onlyDigiLockerHasAWordForAnUnknownToken() {
        let body = #"{"error":"invalid_token","error_description":"The token is invalid"}"#
        #expect(ClientDialect.digilocker.reading(400, body) == .unknownToken)
        #expect(ClientDialect.digilocker.reading(403, body) == .unknownToken)
        #expect(ClientDialect.rfc7009.reading(400, body) == .notUnderstood)
        #expect(ClientDialect.screeningEagle.reading(400, body) == .notUnderstood)
    }

    @Test(arguments: dialects)
    func listedWordsSayThatTheTokenIsUnknown(dialect: ClientDialect) {
        let codes = ClientCodes(unknownToken: ["no_such_token", "invalid_grant", "invalid_token", "invalid_client"])
        for word in ["no_such_token", "invalid_grant"] {
            #expect(
                [400, 401, 403].map { dialect.reading($0, #"{"error":"\#(word)"}"#, codes) }
                    == [.unknownToken, .unknownToken, .unknownToken])
        }
        #expect(dialect.reading(200, #"{"error":"no_such_token"}"#, codes) == .notUnderstood)
        #expect(dialect.reading(404, #"{"error":"no_such_token"}"#, codes) == .notUnderstood)
        // Said of the gateway, whoever lists it.
        #expect(dialect.reading(400, #"{"error":"invalid_client"}"#, codes) == .credentialRefused)
        // RFC 6750 § 3.1: of the Bearer token that the gateway showed.
        #expect(
            [400, 401, 403].map { dialect.reading($0, #"{"error":"invalid_token"}"#, codes) }
                == [.unknownToken, .credentialRefused, .unknownToken])
    }

    @Test(arguments: bare)
    func a400WithoutAWordIsAnUnknownTokenWhereThatIsListed(body: String) {
        let codes = ClientCodes(unknownToken: ["400"])
        #expect(ClientDialect.digilocker.reading(400, body, codes) == .unknownToken)
        #expect(ClientDialect.screeningEagle.reading(400, body, codes) == .unknownToken)
        #expect(ClientDialect.rfc7009.reading(400, body, codes) == .notUnderstood)
    }

    @Test(arguments: dialects)
    func aWordIsNoBare400(dialect: ClientDialect) {
        let codes = ClientCodes(unknownToken: ["400"])
        #expect(dialect.reading(400, #"{"error":"invalid_request"}"#, codes) == .notUnderstood)
        #expect(dialect.reading(400, #"{"error":"invalid_grant"}"#, codes) == .ownedByAnother)
    }
}
