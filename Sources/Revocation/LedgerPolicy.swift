/// What the configuration says of the embedded ledger (`embedded:`).
package struct LedgerPolicy: Equatable, Sendable {
    /// What becomes of a call on a subject that nobody has claimed or made known.
    package enum UnknownSubjects: Equatable, Sendable {
        /// It is recorded as the caller's claim, and the caller is told that it is revoked.
        case revoke
        /// Nothing is recorded: only what is known exists.
        case refuse
    }

    /// How long a revocation without an expiry is kept.
    package enum Retention: Equatable, Sendable {
        case forever
        case days(Int)
    }

    package var unknown: UnknownSubjects
    /// Claims on unknown subjects that one consumer may hold at a time; over it, calls are limited.
    package var maximumUnknownPerConsumer: Int
    package var retain: Retention

    package init(unknown: UnknownSubjects, maximumUnknownPerConsumer: Int, retain: Retention) {
        self.unknown = unknown
        self.maximumUnknownPerConsumer = maximumUnknownPerConsumer
        self.retain = retain
    }

    package static var defaults: LedgerPolicy {
        LedgerPolicy(unknown: .revoke, maximumUnknownPerConsumer: 1_000_000, retain: .days(400))
    }
}
