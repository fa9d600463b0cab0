extension Dialect {
    /// OAuth 2.0 Token Revocation: a form in, the status alone as success. A token that does not live is as good as
    /// revoked, and a hint that is none does not matter (RFC 7009 § 2.2).
    package static let rfc7009 = Dialect(
        name: .rfc7009, bodies: .form, contentTypes: ["application/x-www-form-urlencoded"],
        habits: DialectPolicy(unknownToken: .ok, hint: .ignore),
        parse: { (body, rule) throws(DialectParseFailure) in
            try TokenRequest.parse(body, as: .form, RFC7009.names, rule)
        },
        operation: .revocation(render: { _, _ in }),
        renderRefusal: OAuthRefusal.render, describe: RFC7009.describe)
}

enum RFC7009 {
    fileprivate static let names: BodyNames = ["token", "token_type_hint"]
}
