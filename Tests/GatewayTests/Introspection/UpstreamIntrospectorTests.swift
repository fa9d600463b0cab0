import Dialects
import Pooling
import Primitives
import Revocation
import Testing

@testable import Gateway

/// An authorization server played by the test.
private final class PlayedServer: UpstreamExchanger {
    private(set) var requests: [String] = []
    private(set) var events: [UpstreamEvent] = []
    private(set) var standing: ConnectionPool.Standing?
    var play: (UpstreamExchange) -> Void = { _ in }

    func begin(_ exchange: UpstreamExchange) {
        self.requests.append(String(decoding: exchange.request, as: UTF8.self))
        self.play(exchange)
    }

    func report(_ event: UpstreamEvent) { self.events.append(event) }
    func passed() {}

    func answer(_ exchange: UpstreamExchange, _ status: Int, _ body: String) {
        let bytes = Array(body.utf8)
        self.standing = exchange.replied(UpstreamReply(status: status), bytes.span)
        exchange.finish()
    }
}

@Suite struct UpstreamIntrospectorTests {
    private static let alive = #"{"active":true,"exp":100,"token_type":"Bearer","client_id":"web","scope":"a b"}"#
    private static let token = ActiveToken(expiresAt: 100, type: "Bearer", client: "web")

    private let server = PlayedServer()
    private let asker = Asker()
    private let memory: AnswerMemory

    init() throws {
        let secret = SecretBytes(copying: Array("subject secret".utf8).span)
        self.memory = try AnswerMemory(secret: secret, shared: TestAnswers())
    }

    private func introspector(_ limits: AnswerLimits = AnswerLimits(count: 10, time: 30_000)) -> UpstreamIntrospector {
        guard case .introspection(let client) = ClientDialect.introspection.operation else {
            preconditionFailure("it asks whether tokens live")
        }
        let upstream = Upstream(
            name: "as", endpoints: [Upstream.Endpoint(host: "h", port: 80, target: "/introspect")],
            dialect: .introspection, codes: ClientCodes(unknownToken: []), passes: [])
        return UpstreamIntrospector(
            upstream, client, bodies: .clear, exchanger: self.server, memory: self.memory, limits: limits,
            threads: NoThreads())
    }

    private func ask(
        _ status: Int, _ body: String, of token: String = "tok-1", at time: Int64 = 1_000
    ) -> IntrospectionOutcome? {
        self.server.play = { self.server.answer($0, status, body) }
        self.introspector().introspect(Asker.question(token, at: time), for: self.asker, ticket: 7)
        return self.asker.outcomes.last
    }

    @Test func theQuestionIsAForm() {
        self.server.play = { $0.fail(.broken) }
        let introspector = self.introspector()
        introspector.introspect(Asker.question("a+b"), for: self.asker, ticket: 7)
        introspector.introspect(Asker.question("t", hint: .refreshToken), for: self.asker, ticket: 7)
        introspector.introspect(Asker.question("t", hint: .session), for: self.asker, ticket: 7)
        #expect(
            self.server.requests == [
                "Content-Length: 11\r\n\r\ntoken=a%2Bb",
                "Content-Length: 37\r\n\r\ntoken=t&token_type_hint=refresh_token",
                "Content-Length: 7\r\n\r\ntoken=t",
            ])
    }

    @Test func ofATokenThatLivesFourMembersAreTold() {
        #expect(self.ask(200, Self.alive) == .active(Self.token))
        #expect(self.server.standing == .sound)
        #expect(self.server.events.isEmpty)
        #expect(self.asker.reports.count == 1)
        #expect(
            self.ask(200, #"{"active":true,"exp":null}"#, of: "tok-2")
                == .active(ActiveToken(expiresAt: nil, type: nil, client: nil)))
    }

    @Test(arguments: [#"{"active":false}"#, #"{"active":false,"exp":"never"}"#, #"{"active":true,"exp":1}"#])
    func aTokenThatDoesNotLiveIsInactive(body: String) {
        #expect(self.ask(200, body) == .inactive)
        #expect(self.server.standing == .sound)
    }

    @Test(arguments: [
        "", "<html>", "{}", "[]", "null", #"{"active":"true"}"#, #"{"active":1}"#, #"{"active":null}"#,
        #"{"active":true,"active":true}"#, #"{"active":true,"exp":"100"}"#, #"{"active":true,"exp":100.5}"#,
        #"{"active":true,"exp":1e3}"#, #"{"active":true,"client_id":7}"#, #"{"active":true,"token_type":["Bearer"]}"#,
        #"{"active":true} x"#,
    ])
    func aReplyThatIsNotUnderstoodSaysNothing(body: String) {
        #expect(self.ask(200, body) == .unavailable(retryAfterSeconds: 1))
        #expect(self.server.events == [.notUnderstood(status: 200)])
        #expect(self.server.standing == .failing)
    }

    @Test(arguments: [201, 204, 302, 400, 404])
    func noOtherStatusIsAnAnswer(status: Int) {
        #expect(self.ask(status, Self.alive) == .unavailable(retryAfterSeconds: 1))
        #expect(self.server.events == [.notUnderstood(status: status)])
    }

    @Test(arguments: [401, 403])
    func aRefusedCredentialIsNoAnswer(status: Int) {
        #expect(self.ask(status, Self.alive) == .unavailable(retryAfterSeconds: 30))
        #expect(self.server.events == [.credentialRefused])
        #expect(self.server.standing == .sound)
    }

    @Test func troubleUpstreamIsNoAnswer() {
        #expect(self.ask(500, Self.alive) == .unavailable(retryAfterSeconds: 1))
        #expect(self.ask(429, Self.alive) == .unavailable(retryAfterSeconds: 1))
        #expect(self.server.events == [.serverError(status: 500), .limited])
        self.server.play = { $0.fail(.timeout) }
        self.introspector().introspect(Asker.question(), for: self.asker, ticket: 7)
        #expect(self.asker.outcomes.last == .unavailable(retryAfterSeconds: 1))
    }

    @Test func anAnswerIsKeptAndItsUpstreamNotAskedAgain() {
        #expect(self.ask(200, Self.alive) == .active(Self.token))
        #expect(self.ask(500, "") == .active(Self.token))
        #expect(self.server.requests.count == 1)
        #expect(self.asker.reports.count == 1, "an upstream that was not asked is not reported")
        #expect(self.ask(200, #"{"active":false}"#, at: 31_000) == .inactive)
        #expect(self.server.requests.count == 2)
    }

    @Test func thatATokenDoesNotLiveIsNotKept() {
        #expect(self.ask(200, #"{"active":false}"#) == .inactive)
        #expect(self.ask(200, Self.alive) == .active(Self.token))
    }

    @Test func whatIsRevokedIsAskedAnew() {
        #expect(self.ask(200, Self.alive) == .active(Self.token))
        self.memory.revoked(Asker.question().token.subject)
        #expect(self.ask(200, #"{"active":false}"#) == .inactive)
    }

    @Test func anAnswerThatARevocationOvertookIsNotKept() {
        self.server.play = { exchange in
            self.memory.revoked(Asker.question().token.subject)
            self.server.answer(exchange, 200, Self.alive)
        }
        self.introspector().introspect(Asker.question(), for: self.asker, ticket: 7)
        #expect(self.ask(200, #"{"active":false}"#) == .inactive)
        #expect(self.server.requests.count == 2)
    }

    @Test func withoutACacheEveryQuestionIsAsked() {
        let introspector = self.introspector(AnswerLimits(count: 0, time: 30_000))
        self.server.play = { self.server.answer($0, 200, Self.alive) }
        for _ in 0..<3 { introspector.introspect(Asker.question(), for: self.asker, ticket: 7) }
        #expect(self.server.requests.count == 3)
    }

    @Test func whatCannotBeSealedIsNotSent() {
        guard case .introspection(let client) = ClientDialect.introspection.operation else { return }
        let upstream = Upstream(
            name: "as", endpoints: [Upstream.Endpoint(host: "h", port: 80, target: "/")], dialect: .introspection,
            codes: ClientCodes(unknownToken: []))
        UpstreamIntrospector(
            upstream, client, bodies: .unsealable, exchanger: self.server, memory: self.memory,
            limits: AnswerLimits(count: 1, time: 1), threads: NoThreads()
        ).introspect(Asker.question(), for: self.asker, ticket: 7)
        #expect(self.asker.outcomes == [.unavailable(retryAfterSeconds: 30)])
        #expect(self.asker.reports.map(\.failure) == [.unsealable])
        #expect(self.server.requests.isEmpty)
    }
}
