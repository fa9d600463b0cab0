import Primitives

extension Dialect {
    /// The government ID service of seed 001. Its documents show JSON, most of its clients send a form, and some label
    /// one as the other (dialects.md § 2.2). A token of a grant takes the others of it along.
    package static let digilocker = Dialect(
        name: .digilocker, bodies: .jsonOrForm,
        contentTypes: ["application/json", "application/x-www-form-urlencoded"],
        takesGrant: true, habits: DialectPolicy(unknownToken: .error, hint: .ignore),
        parse: { (body, rule) throws(DialectParseFailure) in
            try TokenRequest.parse(body, as: .jsonOrForm, DigiLocker.names, rule)
        },
        operation: .revocation(render: { _, _ in }),
        renderRefusal: DigiLocker.renderRefusal, describe: DigiLocker.describe)
}

enum DigiLocker {
    fileprivate static let names: BodyNames = ["token", "token_type_hint"]

    @Sendable
    static func renderRefusal(_ refusal: DialectRefusal, _ body: SecretBuffer) {
        switch refusal.reason {
        case .unknownToken:
            OAuthRefusal.render("invalid_token", "The token is invalid", describedIn: "error_description", body)
        case .unsupportedHint:
            OAuthRefusal.render("invalid_request", refusal.phrase, describedIn: "error_description", body)
        default:
            OAuthRefusal.render(refusal, body)
        }
    }
}
