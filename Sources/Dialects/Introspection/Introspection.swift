import JSONText
import Primitives

extension Dialect {
    /// OAuth 2.0 Token Introspection (RFC 7662): a form in, JSON out. Of a token that does not live nothing is told, not
    /// even why (§ 2.2).
    package static let introspection = Dialect(
        name: .introspection, bodies: .form, contentTypes: ["application/x-www-form-urlencoded"],
        habits: DialectPolicy(unknownToken: .ok, hint: .ignore),
        parse: { (body, rule) throws(DialectParseFailure) in
            try TokenRequest.parse(body, as: .form, Introspection.names, rule)
        },
        operation: .introspection(render: Introspection.render),
        renderRefusal: OAuthRefusal.render, describe: Introspection.describe)
}

enum Introspection {
    fileprivate static let names: BodyNames = ["token", "token_type_hint"]

    @Sendable
    static func render(_ token: ActiveToken?, _ body: SecretBuffer) {
        guard let token else { return body.append(#"{"active":false}"#) }
        body.append(#"{"active":true"#)
        if let expiresAt = token.expiresAt {
            let digits = Array(String(expiresAt).utf8)
            body.append(#","exp":"#)
            body.append(digits.span)
        }
        self.append(#","token_type":""#, token.type, to: body)
        self.append(#","client_id":""#, token.client, to: body)
        body.append("}")
    }

    /// - Parameter name: ends in the opening quote of the value.
    private static func append(_ name: StaticString, _ text: String?, to body: SecretBuffer) {
        guard let text else { return }
        let bytes = Array(text.utf8)
        body.append(name)
        JSONText.forEachEscapedPiece(of: bytes.span) { body.append($0) }
        body.append("\"")
    }
}
