import JSONText

/// The public listener in OpenAPI 3.1 (https://spec.openapis.org/oas/v3.1.1), written from the routes of a snapshot.
/// Names no secret, no key and no address of an upstream.
package struct OpenAPIDocument {
    private let routes: [Route]
    private let servers: [OpenAPIServer]
    private let version: String
    private let bodyLimit: Int

    /// - Parameter version: of the build.
    package init(_ snapshot: Snapshot, servers: [OpenAPIServer], version: String) {
        self.routes = snapshot.routes.routes
        self.servers = servers
        self.version = version
        self.bodyLimit = snapshot.limits.body
    }

    package var text: String { self.tree.written + "\n" }

    private var tree: JSONTree {
        .object(
            [
                JSONTree.Member("openapi", "3.1.0"),
                JSONTree.Member(
                    "info",
                    [
                        "title": "Revgate", "summary": "Token revocation", "version": .string(self.version),
                        "description": .string(self.introduction),
                    ]),
            ] + self.serverMembers + [
                JSONTree.Member("security", ["apiKey", "basic", "bearer"].requirements),
                JSONTree.Member("paths", .object(self.paths)),
                JSONTree.Member("components", OpenAPIComponents.tree(for: self.routes)),
                JSONTree.Member("x-revgate-forward-routes", .array(self.forwardRoutes)),
            ])
    }

    private var introduction: String {
        """
        Every call needs one API key, however it is carried: in `X-API-KEY`, as the password of Basic credentials \
        whose user name is the consumer's, as a Bearer token, or, where bodies are clear, as `client_secret` in the \
        body. Two at once are refused.

        Bodies have at most \(self.bodyLimit) bytes. What is no HTTP request is answered with a status and no body.
        """
    }

    private var serverMembers: [JSONTree.Member] {
        let servers = OpenAPIServer.published(self.servers)
        return servers.isEmpty ? [] : [JSONTree.Member("servers", .array(servers.map(\.tree)))]
    }

    private var paths: [JSONTree.Member] {
        var identifiers = OperationIdentifiers()
        return self.routes.compactMap { route in
            if !route.published.isEmpty {
                let identifier = identifiers.identifier(for: route.name)
                return JSONTree.Member(route.path, ["get": Self.publishing(identifier)])
            }
            guard let dialect = route.dialect else { return nil }
            let operation = OpenAPIOperation(route, dialect, identifier: identifiers.identifier(for: route.name))
            return JSONTree.Member(route.path, ["post": operation.tree])
        }
    }

    /// A route of published keys; it asks for no credential.
    private static func publishing(_ identifier: String) -> JSONTree {
        [
            "operationId": .string(identifier), "tags": ["keys"], "summary": "Read public keys", "security": [],
            "description":
                "The public halves of the keys that requests are sealed for, as a JSON Web Key Set (RFC 7517 § 5).",
            "parameters": [["$ref": "#/components/parameters/X-Request-Id"]],
            "responses": [
                "200": [
                    "description": "The keys, the one to use first.",
                    "headers": ["X-Request-Id": ["$ref": "#/components/headers/X-Request-Id"]],
                    "content": [
                        "application/jwk-set+json": [
                            "schema": [
                                "type": "object", "required": ["keys"],
                                "properties": [
                                    "keys": [
                                        "type": "array",
                                        "items": [
                                            "type": "object", "required": ["kty"],
                                            "properties": ["kty": ["type": "string"]],
                                        ],
                                    ]
                                ],
                            ]
                        ]
                    ],
                ]
            ],
        ]
    }

    /// What is passed on is the upstreams' API, not described here.
    private var forwardRoutes: [JSONTree] {
        self.routes.compactMap { route in
            route.forward.map { ["path": .string(route.path), "upstream": .string($0.upstream)] }
        }
    }
}

extension [String] {
    /// Any one of these security schemes.
    fileprivate var requirements: JSONTree { .array(self.map { .object([JSONTree.Member($0, [])]) }) }
}
