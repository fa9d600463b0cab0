/// What carries a call out. Belongs to one event loop: called there, completes there, exactly once.
package protocol Revoker: AnyObject {
    func revoke(_ call: RevocationCall, completion: @escaping (RevocationOutcome, TokenDetails?) -> Void)
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
