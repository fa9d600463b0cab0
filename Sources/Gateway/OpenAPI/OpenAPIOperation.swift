import Dialects
import JSONText

/// One route as an operation.
struct OpenAPIOperation {
    private let route: Route
    private let dialect: Dialect
    private let identifier: String
    private let description: DialectDescription
    private let bodies: OpenAPIBodies

    init(_ route: Route, _ dialect: Dialect, identifier: String) {
        self.route = route
        self.dialect = dialect
        self.identifier = identifier
        self.description = dialect.describe(DescribedRoute(policy: route.policy, reply: route.reply))
        self.bodies = OpenAPIBodies(route, self.description)
    }

    var tree: JSONTree {
        [
            "operationId": .string(self.identifier), "tags": [.string(self.dialect.name.rawValue)],
            "summary": .string(self.description.summary), "description": .string(self.text),
            "parameters": [["$ref": "#/components/parameters/X-Request-Id"]],
            "requestBody": ["required": true, "content": .object(self.bodies.request)],
            "responses": .object([self.success] + self.refusals),
        ]
    }

    private var text: String {
        var paragraphs = [self.description.text]
        switch self.route.policy.unknownToken {
        case _ where self.route.isIntrospection: break
        case .ok: paragraphs.append("A token that nobody knows is as good as revoked: 200.")
        case .error: paragraphs.append("A token that nobody knows is refused.")
        }
        if !self.route.origins.isEmpty {
            paragraphs.append("Pages of these origins may ask: \(self.route.origins.joined(separator: ", ")).")
        }
        return paragraphs.joined(separator: "\n\n")
    }

    private var success: JSONTree.Member {
        var response: [JSONTree.Member] = [
            JSONTree.Member("description", self.route.isIntrospection ? "The answer." : "No such token lives any more."),
            JSONTree.Member(
                "headers", (self.route.isIntrospection ? ["X-Request-Id"] : ["X-Request-Id", "Revgate-Outcome"]).headers),
        ]
        let content = self.bodies.success
        if !content.isEmpty { response.append(JSONTree.Member("content", .object(content))) }
        return JSONTree.Member("200", .object(response))
    }

    /// By status, each with all that it can mean here, in the gateway's own words.
    private var refusals: [JSONTree.Member] {
        let possible = PossibleRefusal.all(on: self.route)
        let statuses = Set(possible.map { $0.refusal.status(in: self.dialect) }).sorted()
        return statuses.map { status in
            let refusals = possible.filter { $0.refusal.status(in: self.dialect) == status }
            var phrases: [String] = []
            for phrase in refusals.map(\.refusal.phrase.description) where !phrases.contains(phrase) {
                phrases.append(phrase)
            }
            return JSONTree.Member(
                String(status),
                [
                    "description": .string(phrases.joined(separator: "; ")),
                    "headers": Self.headers(of: refusals).headers,
                    "content": .object(self.bodies.content(of: refusals, in: self.dialect)),
                ])
        }
    }

    private static func headers(of refusals: [PossibleRefusal]) -> [String] {
        var names = ["X-Request-Id"]
        if refusals.contains(where: { $0.refusal.challenge != nil }) { names.append("WWW-Authenticate") }
        if refusals.contains(where: { $0.refusal.retryAfterSeconds != nil }) { names.append("Retry-After") }
        return names
    }
}

extension [String] {
    /// These components as the headers of a response.
    fileprivate var headers: JSONTree {
        .object(self.map { JSONTree.Member($0, ["$ref": "#/components/headers/\($0)"]) })
    }
}
