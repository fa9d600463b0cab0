import Primitives

extension Dialect {
    /// The inspection platform of seed 002: a form whose `token_type` says what the token is, and is no hint: what is no
    /// type is refused. Errors are described in camel case.
    package static let screeningEagle = Dialect(
        name: .screeningEagle, bodies: .form, contentTypes: ["application/x-www-form-urlencoded"],
        typesTokens: true, habits: DialectPolicy(unknownToken: .error, hint: .strict),
        parse: { (body, rule) throws(DialectParseFailure) in
            try TokenRequest.parse(
                body, as: .form, ScreeningEagle.names, hasSecondHintName: true, rule)
        },
        operation: .revocation(render: { _, _ in }),
        renderRefusal: ScreeningEagle.renderRefusal, describe: ScreeningEagle.describe)
}

enum ScreeningEagle {
    fileprivate static let names: BodyNames = ["token", "token_type", "token_type_hint"]

    @Sendable
    static func renderRefusal(_ refusal: DialectRefusal, _ body: SecretBuffer) {
        let code: StaticString =
            refusal.reason == .unsupportedHint ? "invalid_request" : OAuthRefusal.code(refusal.reason)
        OAuthRefusal.render(code, refusal.phrase, describedIn: "errorDescription", body)
    }
}
