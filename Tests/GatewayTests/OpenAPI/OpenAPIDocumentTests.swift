import Dialects
import Envelopes
import Foundation
import JSONText
import Revocation
import Testing

@testable import Gateway

@Suite struct OpenAPIDocumentTests {
    /// One dialect on one kind of route.
    struct Setting: CustomTestStringConvertible {
        let dialect: Dialect
        let profile: CipherProfile?
        var policy: DialectPolicy?
        var plaintext = false

        var testDescription: String { "\(self.dialect.name.rawValue), \(self.profile?.name ?? "clear")" }

        var responses: [String: Any] {
            get throws {
                let route = Route(
                    name: "/r", path: "/r", dialect: self.dialect,
                    ciphers: self.profile.map { [Route.Cipher(profile: $0, key: .named("k"))] } ?? [],
                    allowsPlaintext: self.plaintext, policy: self.policy, revoker: .embedded)
                let text = OpenAPIOperation(route, self.dialect, identifier: "r").tree.written
                let operation = try #require(
                    try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
                return try #require(operation["responses"] as? [String: Any])
            }
        }
    }

    static let settings: [Setting] = Dialect.table.flatMap { dialect in
        var settings = [nil, CipherProfile.aes256GCM, PipelineTests.cbc].map {
            Setting(dialect: dialect, profile: $0)
        }
        for (unknown, hint) in [(UnknownTokenRule.ok, HintRule.ignore), (.error, .strict)] {
            let policy = DialectPolicy(unknownToken: unknown, hint: hint)
            settings.append(Setting(dialect: dialect, profile: nil, policy: policy))
        }
        settings.append(Setting(dialect: dialect, profile: CipherProfile.aes256GCM, plaintext: true))
        return settings
    }

    static let outcomes: [RevocationOutcome] = [
        .revoked(at: Timestamp(milliseconds: 1)), .alreadyRevoked(at: Timestamp(milliseconds: 1)), .unknown,
        .ownedByAnother, .limited(retryAfterSeconds: 7), .unavailable(retryAfterSeconds: 3),
    ]

    static let introspected: [IntrospectionOutcome] = [.inactive, .unavailable(retryAfterSeconds: 3)]

    /// What the pipeline says, to well-formed calls by each outcome and to what it refuses before them.
    @Test(arguments: settings)
    func everyAnswerIsDescribed(_ setting: Setting) throws {
        let responses = try setting.responses
        for answer in try Self.answers(setting) {
            let response = try #require(responses[answer.status] as? [String: Any], "\(answer.status) \(answer.body)")
            let content = response["content"] as? [String: Any] ?? [:]
            if let type = answer.fields["content-type"] {
                #expect(content[type] != nil, "\(answer.status) \(type)")
            } else {
                #expect(content.isEmpty, "\(answer.status) without content")
            }
            let headers = try #require(response["headers"] as? [String: Any])
            for name in ["Retry-After", "WWW-Authenticate", "Revgate-Outcome", "X-Request-Id"]
            where answer.fields[name.lowercased()] != nil {
                #expect(headers[name] != nil, "\(answer.status) \(name)")
            }
        }
    }

    private static func answers(_ setting: Setting) throws -> [Response] {
        let exchange = try Exchange(
            dialect: setting.dialect, policy: setting.policy, profile: setting.profile, plaintext: setting.plaintext)
        let described = setting.dialect.describe(
            DescribedRoute(policy: setting.policy ?? setting.dialect.habits, reply: .enveloped))
        let request = try #require(described.requests.last)
        let type = setting.profile == nil ? request.mediaType : "text/plain"
        let body = try exchange.seal(Self.text(request))
        let badHint = try exchange.seal(Self.text(request).replacing("refresh_token", with: "none"))
        let answered =
            setting.dialect.operation.isIntrospection
            ? self.introspected.map { exchange.walk(body, contentType: type, introspected: $0) }
            : self.outcomes.map { exchange.walk(body, contentType: type, outcome: $0) }
        return answered + [
            exchange.walk(try exchange.seal("nonsense"), contentType: type),
            exchange.walk(badHint, contentType: type),
            exchange.walk(Array("nonsense".utf8), contentType: type),
            exchange.walk(Array("{}".utf8), contentType: type),
            exchange.walk(body, contentType: "image/png"),
            exchange.walk(Array(repeating: 0x41, count: 65_537), contentType: type),
            exchange.walk(body, fields: ["X-API-KEY: nobody's"], contentType: type),
            exchange.walk(
                body, fields: ["X-API-KEY: \(Exchange.apiKey)", "X-API-KEY: \(Exchange.apiKey)"], contentType: type),
        ] + (0..<21).map { _ in exchange.walk(Array("nonsense".utf8), contentType: type) }.suffix(1)
            + [try Exchange(dialect: setting.dialect, profile: setting.profile, allow: ["/other"])]
            .map { $0.walk(body, contentType: type) }
    }

    private static func text(_ request: DescribedRequest) -> String {
        guard request.format == .form, case .object(let members) = request.example else {
            return request.example.written
        }
        return members.map { member in
            guard case .string(let text) = member.value else { return member.name }
            return "\(member.name)=\(text)"
        }.joined(separator: "&")
    }

    @Test func aClearAddressIsNotPublishedBesideASecureOne() throws {
        let clear = OpenAPIServer(host: "127.0.0.1", port: 80, isSecure: false)
        let secure = OpenAPIServer(host: "::1", port: 443, isSecure: true)
        #expect(OpenAPIServer.published([clear]).map(\.tree.written) == [clear.tree.written])
        #expect(OpenAPIServer.published([clear, secure]).map(\.tree.written) == [secure.tree.written])
        #expect(secure.tree.written.contains(#""https://[::1]:443""#))
    }

    @Test(arguments: ["0.0.0.0", "::"])
    func anAddressOfTheWholeMachineIsAVariable(host: String) {
        let written = OpenAPIServer(host: host, port: 8443, isSecure: true).tree.written
        #expect(written.contains(#""https://{host}:8443""#))
        #expect(written.contains(#""default": "localhost""#))
    }

    @Test func operationsHaveNamesOfTheirOwn() {
        var identifiers = OperationIdentifiers()
        let names = ["/a/b", "a-b", "a b", "/", "main", "été/v2"].map { identifiers.identifier(for: $0) }
        #expect(names == ["a_b", "a_b_2", "a_b_3", "root", "main", "t_v2"])
    }
}
