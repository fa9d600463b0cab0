import JSONText
import Revocation

extension Native {
    @Sendable
    static func describe(_ route: DescribedRoute) -> DialectDescription {
        let refusal = OAuthRefusal.schema(describedIn: "error_description", unknownToken: "unknown_token")
        return DialectDescription(
            summary: "Revoke a token, or a batch of them",
            text: """
                Revokes one token, named by itself or by its reference, or up to \(DialectRequest.batchLimit) of them. \
                The reply to a batch says what became of each, in the order of the request; its status is 200 only if \
                all of them are dead. A batch with a malformed item is refused whole, before anything is done.
                """,
            requests: [self.request(route.policy.hint)],
            success: .json(
                schema: ["anyOf": [self.revoked, self.batchReply(self.revoked)]],
                example: ["status": "revoked", "revoked_at": "2026-01-31T12:00:00.123Z"]),
            refusal: ["anyOf": [refusal, self.batchReply(["anyOf": [self.revoked, refusal]])]])
    }

    /// Exactly one member says what is to be revoked; null counts as left out.
    private static func request(_ rule: HintRule) -> DescribedRequest {
        let hint = PropertySchema.hint(TokenRequest.hintWords + [TokenKind.session.hint], rule, in: .json)
        let single: [JSONTree.Member] = [
            JSONTree.Member("token", self.subject("The token that is to be revoked.")),
            JSONTree.Member("reference", self.subject("The reference of the token that is to be revoked.")),
            JSONTree.Member("token_type_hint", hint),
        ]
        let item: JSONTree = [
            "type": "object", "properties": .object(single + [JSONTree.Member("revocations", ["type": "null"])]),
            "oneOf": [self.present("token", "string"), self.present("reference", "string")],
        ]
        let list: JSONTree = [
            "type": ["array", "null"], "minItems": 1, "maxItems": .integer(DialectRequest.batchLimit), "items": item,
            "description": "A batch.",
        ]
        let batch: JSONTree = [
            "required": ["revocations"],
            "properties": ["revocations": ["type": "array"], "token_type_hint": ["type": "null"]],
        ]
        return DescribedRequest(
            mediaType: "application/json", format: .json,
            properties: single + [JSONTree.Member("revocations", list)],
            rules: [
                JSONTree.Member(
                    "oneOf", [self.present("token", "string"), self.present("reference", "string"), batch])
            ],
            example: ["token": "45ghiukldjahdnhzdauz"])
    }

    private static func subject(_ description: String) -> JSONTree {
        PropertySchema.subject(description, type: ["string", "null"])
    }

    private static func present(_ name: String, _ type: JSONTree) -> JSONTree {
        ["required": [.string(name)], "properties": .object([JSONTree.Member(name, ["type": type])])]
    }

    private static let revoked: JSONTree = [
        "type": "object", "required": ["status"],
        "properties": [
            "status": ["type": "string", "enum": ["revoked", "already-revoked"]],
            "revoked_at": [
                "type": "string", "format": "date-time", "description": "Since when, where that is known.",
            ],
        ],
    ]

    private static func batchReply(_ item: JSONTree) -> JSONTree {
        [
            "type": "object", "required": ["revocations"],
            "properties": ["revocations": ["type": "array", "minItems": 1, "items": item]],
        ]
    }
}
