/// What became of a token that was to be learned.
package enum LearnOutcome: Equatable, Sendable {
    /// Durable, now or already before: revoking it works from here on.
    case learned
    /// It contradicts what is known, nothing was changed, and it could not be revoked: the reply is not passed on.
    case refused(LearnRefusal)
    /// Not known to be recorded.
    case unavailable(retryAfterSeconds: Int)
}

/// Who waits for a token to be learned: an object and a number, as ``RevocationWaiter``.
package protocol LearnWaiter: AnyObject {
    /// On the loop on which it was asked, exactly once.
    func learned(_ outcome: LearnOutcome, ticket: Int)
}

/// One learned token on its way into a ledger.
package struct LedgerLesson: Sendable {
    package let token: LearnedToken
    package let receivedAt: Timestamp
    /// Chosen by the port; comes back with the answer. Apart from the tickets of calls.
    package let ticket: Int

    package init(token: LearnedToken, receivedAt: Timestamp, ticket: Int) {
        self.token = token
        self.receivedAt = receivedAt
        self.ticket = ticket
    }
}

package struct LessonAnswer: Equatable, Sendable {
    package let ticket: Int
    package let outcome: LearnOutcome

    package init(ticket: Int, outcome: LearnOutcome) {
        self.ticket = ticket
        self.outcome = outcome
    }
}
