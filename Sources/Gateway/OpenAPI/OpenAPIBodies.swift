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
        guard !self.route.ciphers.isEmpty else {
            return self.description.requests.map { JSONTree.Member($0.mediaType, self.clear($0)) }
        }
        let opened = self.description.requests[0]
        let media = self.media(self.schema(opened), opened.example)
        // Only what begins with a brace counts as clear.
        let clear = self.route.allowsPlaintext ? self.description.requests.filter { $0.format == .json } : []
        let sealed = self.sealed(as: .request, opened: media) { type in
            clear.filter { $0.mediaType == type }.map { type == "text/plain" ? self.text($0) : self.schema($0) }
        }
        let apart = clear.filter { request in !sealed.contains { $0.name == request.mediaType } }
        return sealed + apart.map { JSONTree.Member($0.mediaType, self.clear($0)) }
    }

    /// What the route's profiles make of a body, by media type.
    ///
    /// - Parameter others: schemas of what else may have a media type.
    private func sealed(
        as role: MessageRole, opened: JSONTree?, others: (String) -> [JSONTree] = { _ in [] }
    ) -> [JSONTree.Member] {
        let profiles = self.route.ciphers.map(\.profile).filter { role == .request || $0.replyKey != .clear }
        let schemas = profiles.map { SealedSchema($0, as: role, opened: opened) }
        var types: [String] = []
        for schema in schemas where !types.contains(schema.mediaType) { types.append(schema.mediaType) }
        return types.map { type in
            JSONTree.Member(
                type, SealedSchema.media(schemas.filter { $0.mediaType == type }, or: others(type)))
        }
    }

    /// Whether replies to sealed requests may be clear.
    private var repliesInTheClear: Bool {
        self.route.ciphers.isEmpty || self.route.allowsPlaintext
            || self.route.ciphers.contains { $0.profile.replyKey == .clear }
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
        let shapes = request.shapes.map { shape in
            JSONTree.object([
                JSONTree.Member("type", "object"),
                JSONTree.Member("properties", .object(shape.properties + credentials)),
            ]).adding(shape.rules)
        }
        return shapes.count == 1 ? shapes[0] : ["oneOf": .array(shapes)]
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
            return self.sealed(as: .reply, opened: nil)
        case .json(let schema, let example):
            return self.replies(
                self.media(schema, example), sealed: true, clear: self.repliesInTheClear)
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

    private static func schema(of media: JSONTree) -> JSONTree? {
        guard case .object(let members) = media else { return nil }
        return members.first { $0.name == "schema" }?.value
    }

    private func replies(_ clearMedia: JSONTree, sealed: Bool, clear: Bool) -> [JSONTree.Member] {
        var content: [JSONTree.Member] = []
        let schema = Self.schema(of: clearMedia)
        if sealed {
            content = self.sealed(as: .reply, opened: clearMedia) { type in
                clear && type == "application/json" ? [schema].compactMap { $0 } : []
            }
        }
        if clear, !content.contains(where: { $0.name == "application/json" }) {
            content.append(JSONTree.Member("application/json", clearMedia))
        }
        return content
    }
}

extension Dialect {
    /// The component that is the schema of its refusals.
    var refusalName: String { "\(self.name.rawValue)-refusal" }
}
