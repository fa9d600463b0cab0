import JSONText

extension TokenService {
    @Sendable
    static func describe(_ route: DescribedRoute) -> DialectDescription {
        DialectDescription(
            summary: "Invalidate a token",
            text: "Revokes the token that the reference was given out with.",
            requests: [
                DescribedRequest(
                    mediaType: "text/plain", format: .json,
                    properties: [
                        JSONTree.Member("tokenReferenceId", PropertySchema.subject("The reference of the token."))
                    ],
                    rules: [JSONTree.Member("required", ["tokenReferenceId"])],
                    example: ["tokenReferenceId": "7f1c3a52-0e7c-4f0e-9b58-3a1c2d4e5f60"])
            ],
            success: route.reply == .flat ? self.flat : self.enveloped,
            refusal: [
                "type": "object", "required": ["resCode", "resDesc"],
                "properties": [
                    "resCode": ["type": "integer", "minimum": 400, "description": "The HTTP status."],
                    "resDesc": ["type": "string"],
                ],
            ])
    }

    private static let enveloped = DescribedSuccess.json(
        schema: [
            "type": "object", "required": ["resCode", "resDesc", "data"],
            "properties": [
                "resCode": ["const": 200], "resDesc": ["const": "SUCCESS"],
                "data": [
                    "type": "object", "required": ["resCode", "resDesc"],
                    "properties": ["resCode": ["const": 100], "resDesc": ["const": "Success"]],
                ],
            ],
        ],
        example: ["resCode": 200, "resDesc": "SUCCESS", "data": ["resCode": 100, "resDesc": "Success"]])

    private static let flat = DescribedSuccess.json(
        schema: [
            "type": "object", "required": ["resCode", "resDesc", "referenceId"],
            "properties": [
                "resCode": ["const": 100], "resDesc": ["const": "SUCCESS"],
                "referenceId": ["type": "string", "description": "As asked for."],
                "token": ["type": "string", "description": "Where the gateway knows it."],
                "expireAt": ["type": "integer", "description": "Milliseconds since 1970, where the gateway knows it."],
            ],
        ],
        example: [
            "resCode": 100, "resDesc": "SUCCESS", "referenceId": "7f1c3a52-0e7c-4f0e-9b58-3a1c2d4e5f60",
        ])
}
