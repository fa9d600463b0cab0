import JSONText

/// An address that the public listener is reached by.
package struct OpenAPIServer: Sendable {
    private let host: String
    private let port: Int
    private let isSecure: Bool

    package init(host: String, port: Int, isSecure: Bool) {
        self.host = host
        self.port = port
        self.isSecure = isSecure
    }

    /// Without the clear ones where there are secure ones: a clear address is never published (RFC 7009 § 2).
    static func published(_ servers: [OpenAPIServer]) -> [OpenAPIServer] {
        let secure = servers.filter(\.isSecure)
        return secure.isEmpty ? servers : secure
    }

    private var scheme: String { self.isSecure ? "https" : "http" }

    var tree: JSONTree {
        guard !["0.0.0.0", "::"].contains(self.host) else {
            return [
                "url": .string("\(self.scheme)://{host}:\(self.port)"),
                "variables": [
                    "host": ["default": "localhost", "description": "Every address of the machine is listened on."]
                ],
            ]
        }
        let authority = self.host.contains(":") ? "[\(self.host)]" : self.host
        return ["url": .string("\(self.scheme)://\(authority):\(self.port)")]
    }
}
