/// What a forward route does with its exchanges.
package struct ForwardRule: Sendable {
    /// The name of its entry in `upstreams:`.
    package let upstream: String
    /// What opened bodies are declared as to the upstream; bodies that travel as they came keep what they declare.
    package let contentType: String
    /// What replies teach the embedded revoker; nil: nothing.
    package let learn: LearnRule?

    package init(upstream: String, contentType: String = "application/json", learn: LearnRule? = nil) {
        self.upstream = upstream
        self.contentType = contentType
        self.learn = learn
    }

    /// Whether opened bodies are JSON text, by their declared type (RFC 6839 § 3.1 names the suffix).
    var opensToJSON: Bool {
        let mediaType = self.contentType.prefix { $0 != ";" && $0 != " " }.lowercased()
        return mediaType == "application/json" || mediaType.hasSuffix("+json")
    }
}
