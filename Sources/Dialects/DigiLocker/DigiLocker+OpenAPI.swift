extension DigiLocker {
    @Sendable
    static func describe(_ route: DescribedRoute) -> DialectDescription {
        DialectDescription(
            summary: "Revoke a token",
            text: """
                Revokes an access or a refresh token, and where it came from a grant that is known, the other tokens \
                of that grant. JSON and a form are told apart by what the body begins with, however it is labelled.
                """,
            requests: [
                TokenRequest.described(as: .json, hintName: "token_type_hint", route.policy.hint),
                TokenRequest.described(as: .form, hintName: "token_type_hint", route.policy.hint),
            ],
            success: .empty, refusal: OAuthRefusal.schema(describedIn: "error_description"))
    }
}
