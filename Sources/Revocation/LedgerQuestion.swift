/// A question what a ledger knows of one subject.
package struct LedgerQuestion: Sendable {
    package let fingerprint: Fingerprint
    /// Chosen by the port; comes back with the answer. Apart from the tickets of calls and of learned tokens.
    package let ticket: Int

    package init(fingerprint: Fingerprint, ticket: Int) {
        self.fingerprint = fingerprint
        self.ticket = ticket
    }
}

/// What a ledger knows of one subject; ``TokenFinding`` with the counterpart's value still sealed.
package struct LedgerFinding: Equatable, Sendable {
    package let state: TokenFinding.State
    package let counterpart: LearnedToken.Half?
    package let owner: String?
    package let kind: TokenKind?
    package let expiresAt: Timestamp?

    package init(
        state: TokenFinding.State, counterpart: LearnedToken.Half? = nil, owner: String? = nil, kind: TokenKind? = nil,
        expiresAt: Timestamp? = nil
    ) {
        self.state = state
        self.counterpart = counterpart
        self.owner = owner
        self.kind = kind
        self.expiresAt = expiresAt
    }
}

package struct FindAnswer: Equatable, Sendable {
    package enum Outcome: Equatable, Sendable {
        case found(LedgerFinding)
        case unavailable(retryAfterSeconds: Int)
    }

    package let ticket: Int
    package let outcome: Outcome

    package init(ticket: Int, outcome: Outcome) {
        self.ticket = ticket
        self.outcome = outcome
    }
}
