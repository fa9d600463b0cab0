package import Revocation

/// What a reply of the service behind a forward route teaches.
package enum Lesson: Sendable {
    /// It issues nothing: not a success, or empty. It is passed on as it is.
    case nothing
    /// It issues a token: to be recorded, and passed on once that is durable.
    case learned(IssuedToken)
    /// A success that cannot be recorded. Passed on, it could hand out a token that nobody can revoke: 502 and an alarm.
    case unreadable(LessonFault)
}

/// Records tokens that replies issue, on one event loop.
package protocol TokenLearner: AnyObject {
    /// The answer comes on this loop, exactly once, and `learned` only when it is durable.
    ///
    /// - Parameters:
    ///   - owner: the consumer that may revoke it; nil for anyone.
    ///   - ticket: given back with the outcome.
    func learn(_ issued: IssuedToken, owner: String?, receivedAt: Timestamp, for waiter: any LearnWaiter, ticket: Int)
}

/// A token as a reply tells it: at least one of reference and token. Never printable.
package struct IssuedToken: Sendable {
    package let reference: SubjectValue?
    package let token: SubjectValue?
    /// Nil: none is told, or none that can be read. The record is then kept longer, never shorter.
    package let expiresAt: Timestamp?
    /// An expiry is told that is no time by the rule of ``ExpiryText``: worth a count.
    package let hasUnreadableExpiry: Bool

    package init(
        reference: SubjectValue?, token: SubjectValue?, expiresAt: Timestamp?, hasUnreadableExpiry: Bool = false
    ) {
        self.reference = reference
        self.token = token
        self.expiresAt = expiresAt
        self.hasUnreadableExpiry = hasUnreadableExpiry
    }
}

extension IssuedToken {
    /// A service does not issue dead tokens: an expiry that is over is none, or the token would be forgotten at once.
    func believed(at time: Timestamp) -> IssuedToken {
        guard let expiresAt, expiresAt <= time else { return self }
        return IssuedToken(reference: self.reference, token: self.token, expiresAt: nil, hasUnreadableExpiry: true)
    }
}

extension IssuedToken: CustomStringConvertible, CustomReflectable {
    package var description: String { "IssuedToken(redacted)" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// Why a success cannot be recorded, by the names of logs and metrics.
package enum LessonFault: String, Error, Equatable, Sendable, CaseIterable {
    /// The body is not strict JSON, or a name that is looked up repeats.
    case notJSON = "not-json"
    /// A `resCode` is neither an integer nor a string.
    case resultCode = "result-code"
    /// Neither reference nor token is in it.
    case nothingFound = "nothing-found"
    /// Reference or token is neither a string nor an integer.
    case wrongType = "wrong-type"
    /// Reference or token is longer than ``Subject/maximumLength``.
    case tooLong = "too-long"
}
