/// What carries a call out. Belongs to one event loop: called there, answers there, exactly once.
package protocol Revoker: AnyObject {
    /// - Parameter ticket: given back with the outcome.
    func revoke(_ call: RevocationCall, for waiter: any RevocationWaiter, ticket: Int)
}

/// Who waits for the outcomes of calls. An object and a number instead of a closure: nothing is allocated for a call.
package protocol RevocationWaiter: AnyObject {
    func decided(_ outcome: RevocationOutcome, _ details: TokenDetails?, ticket: Int)

    /// Told before the outcome of a call that an upstream was asked to carry out.
    func asked(_ report: UpstreamReport, ticket: Int)
}

extension RevocationWaiter {
    package func asked(_ report: UpstreamReport, ticket: Int) {}
}

/// What the revoker knows of a token that it revoked, for replies that say so.
package struct TokenDetails: Sendable {
    package let token: SubjectValue?
    package let expiresAt: Timestamp?

    package init(token: SubjectValue?, expiresAt: Timestamp?) {
        self.token = token
        self.expiresAt = expiresAt
    }
}
