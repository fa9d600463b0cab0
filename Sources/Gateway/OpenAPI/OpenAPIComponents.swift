import Dialects
import JSONText

/// What the operations share.
enum OpenAPIComponents {
    static func tree(for routes: [Route]) -> JSONTree {
        self.common.adding([JSONTree.Member("schemas", .object(self.refusals(for: routes)))])
    }

    /// Of each dialect that is spoken.
    private static func refusals(for routes: [Route]) -> [JSONTree.Member] {
        var schemas: [JSONTree.Member] = []
        for route in routes {
            guard let dialect = route.dialect, !schemas.contains(where: { $0.name == dialect.refusalName }) else {
                continue
            }
            let described = dialect.describe(DescribedRoute(policy: route.policy, reply: route.reply))
            schemas.append(JSONTree.Member(dialect.refusalName, described.refusal))
        }
        return schemas
    }

    private static let common: JSONTree = [
        "securitySchemes": [
            "apiKey": ["type": "apiKey", "in": "header", "name": "X-API-KEY", "description": "The API key."],
            "basic": [
                "type": "http", "scheme": "basic",
                "description": "The consumer's name and its API key, as they are or form-encoded (RFC 6749 § 2.3.1).",
            ],
            "bearer": ["type": "http", "scheme": "bearer", "description": "The API key."],
        ],
        "parameters": ["X-Request-Id": Self.requestIdentifier],
        "headers": Self.headers,
    ]

    private static let requestIdentifier: JSONTree = [
        "name": "X-Request-Id", "in": "header",
        "description": "Names the exchange: 1 to 128 of `A-Za-z0-9._-`. Any other one is replaced.",
        "schema": ["type": "string"],
    ]

    private static let headers: JSONTree = [
        "X-Request-Id": [
            "description": "The caller's, or a new one.", "required": true,
            "schema": ["type": "string", "pattern": "^[A-Za-z0-9._-]{1,128}$"],
        ],
        "Revgate-Outcome": [
            "description": "What became of a single token: it died by this call, it was dead, or nobody knows it.",
            "schema": ["type": "string", "enum": ["revoked", "already-revoked", "unknown"]],
        ],
        "Retry-After": [
            "description": "Seconds after which to ask again.", "required": true,
            "schema": ["type": "integer", "minimum": 1],
        ],
        "WWW-Authenticate": [
            "description": "Stands there where the credential is at fault (RFC 9110 § 11.6.1).",
            "schema": ["type": "string"],
        ],
    ]
}
