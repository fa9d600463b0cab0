extension ScreeningEagle {
    @Sendable
    static func describe(_ route: DescribedRoute) -> DialectDescription {
        DialectDescription(
            summary: "Revoke a token",
            text: "Revokes an access or a refresh token.",
            requests: [
                TokenRequest.described(
                    as: .form, hintName: "token_type", secondHintName: "token_type_hint", route.policy.hint)
            ],
            success: .empty, refusal: OAuthRefusal.schema(describedIn: "errorDescription"))
    }
}
