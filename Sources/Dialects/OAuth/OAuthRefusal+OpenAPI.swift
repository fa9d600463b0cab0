import JSONText

extension OAuthRefusal {
    /// The schema of what is rendered.
    ///
    /// - Parameter unknownToken: the dialect's word for a token that nobody knows.
    static func schema(describedIn member: String, unknownToken: String = "invalid_token") -> JSONTree {
        let words: [JSONTree] = [
            "invalid_request", "invalid_client", "unauthorized_client", .string(unknownToken), "invalid_grant",
            "unsupported_token_type", "temporarily_unavailable",
        ]
        return [
            "type": "object", "required": ["error", .string(member)],
            "properties": .object([
                JSONTree.Member("error", ["type": "string", "enum": .array(words)]),
                JSONTree.Member(member, ["type": "string", "description": "For people; programs read `error`."]),
            ]),
        ]
    }
}
