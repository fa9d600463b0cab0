/// Says what is known of a subject, and changes nothing. Belongs to one event loop: asked there, answers there, exactly
/// once; the answer counts all that was asked of the ledger on this loop before.
package protocol TokenFinder: AnyObject {
    /// - Parameter ticket: given back with the answer.
    func find(_ subject: Subject, for waiter: any FindWaiter, ticket: Int)
}

/// Who waits for an answer: an object and a number, as ``RevocationWaiter``.
package protocol FindWaiter: AnyObject {
    func found(_ outcome: FindOutcome, ticket: Int)
}

package enum FindOutcome: Sendable {
    case found(TokenFinding)
    /// Not known; may be asked again.
    case unavailable(retryAfterSeconds: Int)
}

/// What the ledger knows of one subject.
package struct TokenFinding: Sendable {
    package enum State: Equatable, Sendable {
        case unknown
        case known
        /// By a revocation of it, of the other half of its pair or of its grant, or by a claim on it while it is unknown.
        case revoked(at: Timestamp)
    }

    package let state: State
    /// The value of the other half: of a reference its token, of a token its reference. Nil: not known, or the reference
    /// has several tokens, of which none stands for it.
    package let counterpart: SubjectValue?
    /// The owning consumer's name.
    package let owner: String?
    package let kind: TokenKind?
    /// As it was told; nil when none was.
    package let expiresAt: Timestamp?

    package init(
        state: State, counterpart: SubjectValue?, owner: String?, kind: TokenKind?, expiresAt: Timestamp?
    ) {
        self.state = state
        self.counterpart = counterpart
        self.owner = owner
        self.kind = kind
        self.expiresAt = expiresAt
    }
}
