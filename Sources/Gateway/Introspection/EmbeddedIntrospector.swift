import Dialects
import Revocation

/// Answers from what the ledger knows: a token lives that is known, is not revoked and has not expired. Of one that is
/// unknown somebody else may know; it may have been revoked here meanwhile, so the ledger is asked again before it is
/// told that it lives.
final class EmbeddedIntrospector: Introspector {
    private struct Asking {
        let question: TokenQuestion
        let waiter: any IntrospectionWaiter
        let ticket: Int
        /// What somebody else said of the token.
        var answer: ActiveToken?
    }

    private let finder: any TokenFinder
    private let beyond: (any Introspector)?
    private var asking = TicketTable<Asking>()

    /// - Parameter beyond: is asked about tokens that the ledger does not know.
    init(finder: any TokenFinder, beyond: (any Introspector)? = nil) {
        self.finder = finder
        self.beyond = beyond
    }

    func introspect(_ question: TokenQuestion, for waiter: any IntrospectionWaiter, ticket: Int) {
        self.find(Asking(question: question, waiter: waiter, ticket: ticket))
    }

    private func find(_ asking: Asking) {
        self.finder.find(asking.question.token.subject, for: self, ticket: self.asking.add(asking))
    }
}

extension EmbeddedIntrospector: FindWaiter {
    func found(_ outcome: FindOutcome, ticket: Int) {
        let asking = self.asking.remove(ticket)
        switch outcome {
        case .unavailable(let seconds):
            asking.waiter.introspected(.unavailable(retryAfterSeconds: seconds), ticket: asking.ticket)
        case .found(let finding):
            guard let beyond, finding.state == .unknown else {
                return asking.waiter.introspected(
                    finding.activity(at: asking.question.receivedAt), ticket: asking.ticket)
            }
            if let answer = asking.answer {
                return asking.waiter.introspected(.active(answer), ticket: asking.ticket)
            }
            beyond.introspect(asking.question, for: self, ticket: self.asking.add(asking))
        }
    }
}

extension EmbeddedIntrospector: IntrospectionWaiter {
    func introspected(_ outcome: IntrospectionOutcome, ticket: Int) {
        var asking = self.asking.remove(ticket)
        guard case .active(let token) = outcome else {
            return asking.waiter.introspected(outcome, ticket: asking.ticket)
        }
        asking.answer = token
        self.find(asking)
    }

    func asked(_ report: UpstreamReport, ticket: Int) {
        let asking = self.asking[ticket]
        var report = report
        report.isEnd = false
        asking.waiter.asked(report, ticket: asking.ticket)
    }
}

extension TokenFinding {
    /// What is told of a token at a moment; that of its expiry is too late.
    func activity(at time: Timestamp) -> IntrospectionOutcome {
        guard case .known = self.state else { return .inactive }
        if let expiresAt, expiresAt <= time { return .inactive }
        return .active(
            ActiveToken(
                expiresAt: self.expiresAt.map { $0.milliseconds / 1_000 }, type: self.kind?.hint, client: self.owner))
    }
}
