extension RFC7009 {
    @Sendable
    static func describe(_ route: DescribedRoute) -> DialectDescription {
        DialectDescription(
            summary: "Revoke a token",
            text: "OAuth 2.0 Token Revocation ([RFC 7009](https://www.rfc-editor.org/rfc/rfc7009)).",
            requests: [TokenRequest.described(as: .form, hintName: "token_type_hint", route.policy.hint)],
            success: .empty, refusal: OAuthRefusal.schema(describedIn: "error_description"))
    }
}
