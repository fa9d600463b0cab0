import Dialects
import Revocation
import Testing

@testable import Gateway

/// A ledger played by the test: it answers one question.
final class PlayedFinder: TokenFinder {
    let outcome: FindOutcome
    private(set) var asked: [SubjectKind] = []

    init(_ outcome: FindOutcome) { self.outcome = outcome }

    func find(_ subject: Subject, for waiter: any FindWaiter, ticket: Int) {
        self.asked.append(subject.kind)
        waiter.found(self.outcome, ticket: ticket)
    }
}

/// Who asks in tests of introspection.
final class Asker: IntrospectionWaiter {
    private(set) var outcomes: [IntrospectionOutcome] = []
    private(set) var reports: [UpstreamReport] = []

    func introspected(_ outcome: IntrospectionOutcome, ticket: Int) {
        #expect(ticket == 7)
        self.outcomes.append(outcome)
    }

    func asked(_ report: UpstreamReport, ticket: Int) { self.reports.append(report) }

    static func question(_ token: String = "tok-1", hint: TokenKind? = nil, at time: Int64 = 1_000) -> TokenQuestion {
        let subject = Subject(kind: .token, value: SubjectValue(copying: Array(token.utf8).span))
        return TokenQuestion(
            token: SubjectRequest(subject: subject, hint: hint), receivedAt: Timestamp(milliseconds: time),
            origin: CallOrigin(requestID: RequestID(process: 1, exchange: 2)), consumer: "asker")
    }
}

@Suite struct EmbeddedIntrospectorTests {
    private func answer(_ outcome: FindOutcome) -> IntrospectionOutcome? {
        let asker = Asker()
        let finder = PlayedFinder(outcome)
        EmbeddedIntrospector(finder: finder).introspect(Asker.question(), for: asker, ticket: 7)
        #expect(finder.asked == [.token])
        #expect(asker.outcomes.count == 1)
        return asker.outcomes.first
    }

    private static func finding(
        _ state: TokenFinding.State, owner: String? = nil, kind: TokenKind? = nil, expiresAt: Int64? = nil
    ) -> FindOutcome {
        .found(
            TokenFinding(
                state: state, counterpart: nil, owner: owner, kind: kind,
                expiresAt: expiresAt.map(Timestamp.init(milliseconds:))))
    }

    @Test func aKnownTokenIsToldOf() {
        #expect(
            self.answer(Self.finding(.known, owner: "web", kind: .session, expiresAt: 2_999))
                == .active(ActiveToken(expiresAt: 2, type: "session", client: "web")))
        #expect(self.answer(Self.finding(.known)) == .active(ActiveToken(expiresAt: nil, type: nil, client: nil)))
    }

    @Test(arguments: [
        Self.finding(.unknown), Self.finding(.revoked(at: Timestamp(milliseconds: 1)), owner: "web", expiresAt: 2_000),
        Self.finding(.known, owner: "web", expiresAt: 999), Self.finding(.known, expiresAt: 1_000),
    ])
    func whatDoesNotLiveIsInactive(outcome: FindOutcome) {
        #expect(self.answer(outcome) == .inactive)
    }

    /// Answers that every token lives, and remembers who asked.
    private final class Beyond: Introspector {
        private(set) var asked = 0

        func introspect(_ question: TokenQuestion, for waiter: any IntrospectionWaiter, ticket: Int) {
            self.asked += 1
            waiter.introspected(.active(ActiveToken(expiresAt: nil, type: "x", client: nil)), ticket: ticket)
        }
    }

    @Test(arguments: [
        (Self.finding(.unknown), 1), (Self.finding(.revoked(at: Timestamp(milliseconds: 1))), 0),
        (Self.finding(.known), 0), (Self.finding(.known, expiresAt: 1), 0), (.unavailable(retryAfterSeconds: 1), 0),
    ])
    func onlyWhatTheLedgerDoesNotKnowIsAskedBeyondIt(outcome: FindOutcome, times: Int) {
        let asker = Asker()
        let beyond = Beyond()
        EmbeddedIntrospector(finder: PlayedFinder(outcome), beyond: beyond)
            .introspect(Asker.question(), for: asker, ticket: 7)
        #expect(beyond.asked == times)
        #expect(asker.outcomes.count == 1)
    }

    @Test func aTokenLivesUntilItsExpiry() {
        #expect(
            self.answer(Self.finding(.known, expiresAt: 1_001))
                == .active(ActiveToken(expiresAt: 1, type: nil, client: nil)))
    }

    @Test func aLedgerThatCannotAnswerSaysNeither() {
        #expect(self.answer(.unavailable(retryAfterSeconds: 3)) == .unavailable(retryAfterSeconds: 3))
    }
}

@Suite struct IntrospectionReplyTests {
    private static let form = Array("token=tok-1".utf8)
    private static let type = "application/x-www-form-urlencoded"

    private func exchange(allow: [String]? = ["/r"]) throws -> Exchange {
        try Exchange(dialect: .introspection, profile: nil, allow: allow)
    }

    @Test func onlyWhoIsNamedMayAsk() throws {
        let refused = try self.exchange(allow: nil).walk(Self.form, contentType: Self.type, introspected: .inactive)
        #expect(refused.status == "403")
        #expect(refused.body == #"{"error":"unauthorized_client","error_description":"Not Allowed"}"#)
        let answered = try self.exchange().walk(Self.form, contentType: Self.type, introspected: .inactive)
        #expect(answered.status == "200")
    }

    @Test func answersSayNoMoreThanTheyMust() throws {
        let exchange = try self.exchange()
        let dead = exchange.walk(Self.form, contentType: Self.type, introspected: .inactive)
        #expect(dead.body == #"{"active":false}"#)
        #expect(dead.fields["cache-control"] == "no-store")
        #expect(dead.fields["content-type"] == "application/json")
        #expect(dead.fields["revgate-outcome"] == nil)
        let token = ActiveToken(expiresAt: 9, type: "session", client: "web")
        #expect(
            exchange.walk(Self.form, contentType: Self.type, introspected: .active(token)).body
                == #"{"active":true,"exp":9,"token_type":"session","client_id":"web"}"#)
    }

    @Test func doubtIsNeverAnAnswer() throws {
        let response = try self.exchange().walk(
            Self.form, contentType: Self.type, introspected: .unavailable(retryAfterSeconds: 4))
        #expect(response.status == "503")
        #expect(response.fields["retry-after"] == "4")
        #expect(!response.body.contains("active"))
    }
}
