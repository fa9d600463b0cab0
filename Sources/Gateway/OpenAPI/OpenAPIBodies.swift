import Dialects
import Envelopes
import JSONText
import Primitives

/// The bodies of one route, by media type: in the clear, sealed, or both.
struct OpenAPIBodies {
    private let route: Route
    private let description: DialectDescription

    init(_ route: Route, _ description: DialectDescription) {
        self.route = route
        self.description = description
    }

    // MARK: Requests

    var request: [JSONTree.Member] {
        guard let cipher = self.route.cipher else {
            return self.description.requests.map { JSONTree.Member($0.mediaType, self.clear($0)) }
        }
        let opened = self.description.requests[0]
        let sealed = SealedSchema(cipher.profile, opened: self.media(self.schema(opened), opened.example))
        guard self.route.allowsPlaintext else { return [JSONTree.Member("text/plain", sealed.media)] }
        // Only what begins with a brace counts as clear.
        let clear = self.description.requests.filter { $0.format == .json }
        let mixed: [JSONTree] = clear.filter { $0.mediaType == "text/plain" }.map { self.text($0) }
        let apart = clear.filter { $0.mediaType != "text/plain" }
        return [JSONTree.Member("text/plain", sealed.media(or: mixed))]
            + apart.map { JSONTree.Member($0.mediaType, self.clear($0)) }
    }

    private func clear(_ request: DescribedRequest) -> JSONTree {
        guard request.mediaType == "text/plain" else { return self.media(self.schema(request), request.example) }
        return self.media(self.text(request), .string(request.example.written))
    }

    /// JSON that is labelled as plain text.
    private func text(_ request: DescribedRequest) -> JSONTree {
        ["type": "string", "contentMediaType": "application/json", "contentSchema": self.schema(request)]
    }

    private func schema(_ request: DescribedRequest) -> JSONTree {
        let credentials = self.route.takesBodyCredentials ? Self.credentials(in: request.format) : []
        return JSONTree.object([
            JSONTree.Member("type", "object"),
            JSONTree.Member("properties", .object(request.properties + credentials)),
        ]).adding(request.rules)
    }

    private static func credentials(in format: DescribedRequest.Format) -> [JSONTree.Member] {
        // In JSON an empty one is one that is not good.
        let rules = format == .json ? [JSONTree.Member("minLength", 1)] : []
        let name = PropertySchema.optional("The consumer's name. The API key must be its own.", in: format)
        let key = PropertySchema.optional(
            "The API key, where no header has one; beside one in a header it is refused.", in: format)
        return [
            JSONTree.Member("client_id", name.adding(rules)),
            JSONTree.Member("client_secret", key.adding(rules + [JSONTree.Member("format", "password")])),
        ]
    }

    private func media(_ schema: JSONTree, _ example: JSONTree) -> JSONTree { ["schema": schema, "example": example] }

    // MARK: Replies

    var success: [JSONTree.Member] {
        switch self.description.success {
        case .empty:
            guard let cipher = self.route.cipher else { return [] }
            return [JSONTree.Member("text/plain", SealedSchema(cipher.profile, opened: nil).media)]
        case .json(let schema, let example):
            return self.replies(
                self.media(schema, example), sealed: true, clear: self.route.cipher == nil || self.route.allowsPlaintext
            )
        }
    }

    /// Of refusals that share a status.
    func content(of refusals: [PossibleRefusal], in dialect: Dialect) -> [JSONTree.Member] {
        var examples: [JSONTree.Member] = []
        for possible in refusals {
            let body = SecretBuffer(capacity: 128)
            dialect.renderRefusal(possible.refusal.described(in: dialect), body)
            let bytes = body.bytes
            let text = bytes.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
            examples.append(JSONTree.Member(possible.name, ["value": .text(text)]))
        }
        return self.replies(
            ["schema": ["$ref": "#/components/schemas/\(dialect.refusalName)"], "examples": .object(examples)],
            sealed: refusals.contains(where: \.travelsSealed), clear: refusals.contains(where: \.travelsClear))
    }

    private func replies(_ clearMedia: JSONTree, sealed: Bool, clear: Bool) -> [JSONTree.Member] {
        var content: [JSONTree.Member] = []
        if sealed, let cipher = self.route.cipher {
            content.append(JSONTree.Member("text/plain", SealedSchema(cipher.profile, opened: clearMedia).media))
        }
        if clear { content.append(JSONTree.Member("application/json", clearMedia)) }
        return content
    }
}

extension Dialect {
    /// The component that is the schema of its refusals.
    var refusalName: String { "\(self.name.rawValue)-refusal" }
}
