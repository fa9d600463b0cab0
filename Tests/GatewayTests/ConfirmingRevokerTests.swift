import Dialects
import Primitives
import Revocation
import Testing

@testable import Gateway

/// Upstream, ledger and caller of one call, played by the test.
private final class Played: Revoker, TokenConfirmer, RevocationWaiter {
    var upstreamSays = RevocationOutcome.unknown
    var ledgerSays = RevocationOutcome.unknown
    private(set) var confirmed: [Timestamp] = []
    private(set) var outcomes: [RevocationOutcome] = []
    private(set) var reports: [UpstreamReport] = []

    func revoke(_ call: RevocationCall, for waiter: any RevocationWaiter, ticket: Int) {
        var report = UpstreamReport()
        report.attempts = 2
        waiter.asked(report, ticket: ticket)
        waiter.decided(self.upstreamSays, nil, ticket: ticket)
    }

    func confirm(_ call: RevocationCall, for waiter: any RevocationWaiter, ticket: Int) {
        #expect(self.outcomes.isEmpty, "the caller was told before it was recorded")
        self.confirmed.append(call.receivedAt)
        waiter.decided(self.ledgerSays, nil, ticket: ticket)
    }

    func decided(_ outcome: RevocationOutcome, _ details: TokenDetails?, ticket: Int) {
        #expect(ticket == 7)
        self.outcomes.append(outcome)
    }

    func asked(_ report: UpstreamReport, ticket: Int) {
        #expect(ticket == 7)
        self.reports.append(report)
    }
}

@Suite struct ConfirmingRevokerTests {
    private static let time = Timestamp(milliseconds: 5)
    private let played = Played()
    private let memory: AnswerMemory

    init() throws {
        let secret = SecretBytes(copying: Array("subject secret".utf8).span)
        self.memory = try AnswerMemory(secret: secret, shared: TestAnswers())
    }

    private func revoke(_ upstream: RevocationOutcome, ledger: RevocationOutcome = .unknown) -> [RevocationOutcome] {
        self.played.upstreamSays = upstream
        self.played.ledgerSays = ledger
        let question = Asker.question()
        ConfirmingRevoker(self.played, confirmer: self.played, memory: self.memory).revoke(
            RevocationCall(
                subject: question.token.subject, hint: nil, consumer: "web", receivedAt: Self.time,
                origin: question.origin),
            for: self.played, ticket: 7)
        return self.played.outcomes
    }

    @Test(arguments: [
        RevocationOutcome.unknown, .revoked(at: Timestamp(milliseconds: 9)),
        .alreadyRevoked(at: Timestamp(milliseconds: 1)),
    ])
    func whatTheUpstreamHasDoneIsRecordedFirst(ledger: RevocationOutcome) {
        #expect(self.revoke(.revoked(at: Self.time), ledger: ledger) == [.revoked(at: Self.time)])
        #expect(self.played.confirmed == [Self.time])
        #expect(self.played.reports.map(\.attempts) == [2])
        #expect(self.played.reports.map(\.isEnd) == [false], "the ledger is waited for")
    }

    @Test func anEarlierRevocationIsRecordedToo() {
        #expect(self.revoke(.alreadyRevoked(at: Self.time)) == [.alreadyRevoked(at: Self.time)])
        #expect(self.played.confirmed == [Self.time])
    }

    @Test func whatTheUpstreamDoesNotKnowIsRecordedAsDead() {
        #expect(self.revoke(.unknown, ledger: .revoked(at: Self.time)) == [.unknown])
        #expect(self.played.confirmed == [Self.time])
    }

    @Test(arguments: [RevocationOutcome.unavailable(retryAfterSeconds: 3), .limited(retryAfterSeconds: 60)])
    func whatCannotBeRecordedIsNoSuccess(ledger: RevocationOutcome) {
        #expect(self.revoke(.revoked(at: Self.time), ledger: ledger) == [ledger])
    }

    @Test(arguments: [RevocationOutcome.unavailable(retryAfterSeconds: 3), .limited(retryAfterSeconds: 60)])
    func whatCannotBeRecordedIsNotUnknownEither(ledger: RevocationOutcome) {
        #expect(self.revoke(.unknown, ledger: ledger) == [ledger])
    }

    @Test(arguments: [
        RevocationOutcome.ownedByAnother, .limited(retryAfterSeconds: 1), .unsupportedSubject,
        .unavailable(retryAfterSeconds: 2),
    ])
    func whatTheUpstreamHasNotDoneIsNotRecorded(outcome: RevocationOutcome) {
        #expect(self.revoke(outcome, ledger: .revoked(at: Self.time)) == [outcome])
        #expect(self.played.confirmed.isEmpty)
    }

    @Test(arguments: [RevocationOutcome.revoked(at: Self.time), .unknown, .unavailable(retryAfterSeconds: 2)])
    func whatIsKeptOfTheTokenGoes(outcome: RevocationOutcome) {
        let limits = AnswerLimits(count: 1, time: 1_000)
        let question = Asker.question()
        guard case .none(let place) = self.memory.recall(question, of: "as", limits) else { return }
        let token = ActiveToken(expiresAt: nil, type: nil, client: nil)
        self.memory.keep(token, of: "as", at: place, askedAt: question.receivedAt, limits)
        guard case .kept = self.memory.recall(question, of: "as", limits) else {
            Issue.record("it was not kept")
            return
        }
        _ = self.revoke(outcome)
        guard case .none = self.memory.recall(question, of: "as", limits) else {
            Issue.record("it is kept still")
            return
        }
    }
}
