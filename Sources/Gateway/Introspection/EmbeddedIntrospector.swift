import Dialects
import Revocation

/// Answers from what the ledger knows: a token lives that is known, is not revoked and has not expired. Of one that is
/// unknown somebody else may know.
final class EmbeddedIntrospector: Introspector, FindWaiter {
    private let finder: any TokenFinder
    private let beyond: (any Introspector)?
    private var asking = TicketTable<(question: TokenQuestion, waiter: any IntrospectionWaiter, ticket: Int)>()

    /// - Parameter beyond: is asked about tokens that the ledger does not know.
    init(finder: any TokenFinder, beyond: (any Introspector)? = nil) {
        self.finder = finder
        self.beyond = beyond
    }

    func introspect(_ question: TokenQuestion, for waiter: any IntrospectionWaiter, ticket: Int) {
        self.finder.find(question.token.subject, for: self, ticket: self.asking.add((question, waiter, ticket)))
    }

    func found(_ outcome: FindOutcome, ticket: Int) {
        let (question, waiter, ticket) = self.asking.remove(ticket)
        switch outcome {
        case .unavailable(let seconds):
            waiter.introspected(.unavailable(retryAfterSeconds: seconds), ticket: ticket)
        case .found(let finding):
            if let beyond, finding.state == .unknown { return beyond.introspect(question, for: waiter, ticket: ticket) }
            waiter.introspected(finding.activity(at: question.receivedAt), ticket: ticket)
        }
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
