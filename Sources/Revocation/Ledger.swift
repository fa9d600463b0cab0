/// One revocation on its way into a ledger: the subject by fingerprint, its value sealed.
package struct LedgerCall: Sendable {
    package let fingerprint: Fingerprint
    package let kind: SubjectKind
    package let consumer: String
    package let receivedAt: Timestamp
    /// The subject's value, sealed under the store's key; opaque here.
    package let sealedValue: [UInt8]
    /// Chosen by the port; comes back with the answer.
    package let ticket: Int
    /// Whether the answer is to say what else is known of the token.
    package let wantsDetails: Bool
    /// As ``RevocationCall/takesGrant``.
    package let takesGrant: Bool
    /// Whether an authority for the token has revoked it already: then ownership is not asked.
    package let isConfirmed: Bool

    package init(
        fingerprint: Fingerprint, kind: SubjectKind, consumer: String, receivedAt: Timestamp, sealedValue: [UInt8],
        ticket: Int, wantsDetails: Bool = false, takesGrant: Bool = false, isConfirmed: Bool = false
    ) {
        self.fingerprint = fingerprint
        self.kind = kind
        self.consumer = consumer
        self.receivedAt = receivedAt
        self.sealedValue = sealedValue
        self.ticket = ticket
        self.wantsDetails = wantsDetails
        self.takesGrant = takesGrant
        self.isConfirmed = isConfirmed
    }
}

package struct LedgerAnswer: Equatable, Sendable {
    package let ticket: Int
    package let outcome: RevocationOutcome
    package let details: LedgerDetails?

    package init(ticket: Int, outcome: RevocationOutcome, details: LedgerDetails? = nil) {
        self.ticket = ticket
        self.outcome = outcome
        self.details = details
    }
}

/// What a ledger knows of a token beside the subject that named it.
package struct LedgerDetails: Equatable, Sendable {
    /// The token that belongs to the reference.
    package let token: LearnedToken.Half?
    package let expiresAt: Timestamp?

    package init(token: LearnedToken.Half?, expiresAt: Timestamp?) {
        self.token = token
        self.expiresAt = expiresAt
    }
}

/// Where a ledger hands answers back: one per event loop.
package protocol LedgerPort: AnyObject, Sendable {
    /// Called on the ledger's own thread, once for each group that became durable (or failed); and within `submit`, on
    /// the caller's thread, for calls over the queue's limit.
    func deliver(_ answers: [LedgerAnswer])
    /// The same for learned tokens.
    func deliver(_ answers: [LessonAnswer])
    /// The same for questions.
    func deliver(_ answers: [FindAnswer])
}

/// The durable record of revocations, as the embedded revoker uses it from many loops.
package protocol Ledger: AnyObject, Sendable {
    /// Queues calls; each is answered exactly once, through the port, and with success only after it is durable.
    /// Never blocks: calls over the queue's limit are answered `unavailable`.
    func submit(_ calls: [LedgerCall], from port: any LedgerPort)

    /// The same for learned tokens. What one thread submits, calls, tokens and questions, takes effect in the order
    /// submitted.
    func learn(_ lessons: [LedgerLesson], from port: any LedgerPort)

    /// The same for questions: each is answered as of its place in that order, once what it tells is durable.
    func find(_ questions: [LedgerQuestion], from port: any LedgerPort)
}
