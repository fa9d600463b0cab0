package import Revocation

/// A success, as a dialect's reply may tell it.
package struct RevokedReply: Sendable {
    package enum State: Sendable {
        /// By this call.
        case revoked
        case alreadyRevoked
        /// The authority for the token says that no such live token exists, and the route counts that as success.
        case unknown
    }

    package let subject: Subject
    package let state: State
    /// When it was revoked, where that is known.
    package let at: Timestamp?
    package let details: TokenDetails?
    package let style: ReplyStyle

    package init(
        subject: Subject, state: State, at: Timestamp?, details: TokenDetails? = nil, style: ReplyStyle = .enveloped
    ) {
        self.subject = subject
        self.state = state
        self.at = at
        self.details = details
        self.style = style
    }
}

/// The two shapes of a token-service success (seed 000: response sample, and response after decryption).
package enum ReplyStyle: String, Sendable, CaseIterable {
    case enveloped
    case flat
}

/// What became of one request of a batch.
package enum BatchItem: Sendable {
    case revoked(RevokedReply)
    case refused(DialectRefusal)
}
