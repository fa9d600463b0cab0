package import Dialects
package import Revocation

/// Says whether tokens live. Belongs to one event loop: asked there, answers there, exactly once.
package protocol Introspector: AnyObject {
    /// - Parameter ticket: given back with the answer.
    func introspect(_ question: TokenQuestion, for waiter: any IntrospectionWaiter, ticket: Int)
}

/// Whether one token lives, as a request asks it.
package struct TokenQuestion: Sendable {
    package let token: SubjectRequest
    /// The moment that the answer is of.
    package let receivedAt: Timestamp
    package let origin: CallOrigin
    /// Who asks.
    package let consumer: String

    package init(token: SubjectRequest, receivedAt: Timestamp, origin: CallOrigin, consumer: String) {
        self.token = token
        self.receivedAt = receivedAt
        self.origin = origin
        self.consumer = consumer
    }
}

package enum IntrospectionOutcome: Equatable, Sendable {
    case active(ActiveToken)
    /// Expired, revoked, or known to nobody.
    case inactive
    /// Not known; may be asked again.
    case unavailable(retryAfterSeconds: Int)
}

/// Who waits for an answer: an object and a number, as ``RevocationWaiter``.
package protocol IntrospectionWaiter: AnyObject {
    func introspected(_ outcome: IntrospectionOutcome, ticket: Int)

    /// Told before the answer to a question that an upstream was asked.
    func asked(_ report: UpstreamReport, ticket: Int)
}
