import JSONText

extension Introspection {
    @Sendable
    static func describe(_ route: DescribedRoute) -> DialectDescription {
        DialectDescription(
            summary: "Ask whether a token lives",
            text: """
                OAuth 2.0 Token Introspection ([RFC 7662](https://www.rfc-editor.org/rfc/rfc7662)). Consumers need to \
                be allowed on this route by its name. Of a token that does not live, or that nobody knows, nothing is \
                told but that.
                """,
            requests: [
                TokenRequest.described(
                    as: .form, token: "The token that is asked about.", hintName: "token_type_hint", route.policy.hint)
            ],
            success: .json(
                schema: [
                    "type": "object", "required": ["active"],
                    "properties": [
                        "active": ["type": "boolean"],
                        "exp": ["type": "integer", "description": "Seconds since 1970."],
                        "token_type": ["type": "string"], "client_id": ["type": "string"],
                    ],
                ],
                example: ["active": true, "exp": 1_999_999_999, "token_type": "access_token", "client_id": "first"]),
            refusal: OAuthRefusal.schema(describedIn: "error_description"))
    }
}
