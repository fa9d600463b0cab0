/// What to do with a call.
package enum OnCall: Equatable, Sendable {
    /// Record the caller's claim, and answer `revoked` once that is durable.
    case record
    /// Change nothing; answer this.
    case answer(RevocationOutcome)
}

/// The rules of ownership and order for calls, without I/O.
///
/// - A known token of an owner is revoked by that owner only; one without an owner by anyone.
/// - On a subject that is not known each consumer has its own claim and learns nothing of others'.
/// - An expired token is revocable: recording it costs little, and a clock may be wrong.
package struct LedgerRules: Equatable, Sendable {
    /// Seconds after which a consumer at its limit may ask again; room comes only from imports and retention.
    package static let limitedRetrySeconds = 60

    package let policy: LedgerPolicy

    package init(policy: LedgerPolicy) {
        self.policy = policy
    }

    /// - Parameter unknownClaims: how many claims on unknown subjects the caller holds.
    package func callReceived(from caller: ConsumerNumber, on record: SubjectRecord?, unknownClaims: Int) -> OnCall {
        guard let record, let facts = record.facts else {
            return self.callOnUnknownReceived(from: caller, on: record, unknownClaims: unknownClaims)
        }
        if let owner = facts.owner, owner != caller { return .answer(.ownedByAnother) }
        if let revocation = record.revocation { return .answer(.alreadyRevoked(at: revocation.at)) }
        return .record
    }

    /// An upstream says that the subject is dead: it is asked neither who owns it nor what becomes of unknown ones. What
    /// is not known counts as the caller's claim, within its limit.
    ///
    /// - Parameter unknownClaims: how many claims on unknown subjects the caller holds.
    package func confirmationReceived(
        from caller: ConsumerNumber, on record: SubjectRecord?, unknownClaims: Int
    ) -> OnCall {
        if let revocation = record?.revocation { return .answer(.alreadyRevoked(at: revocation.at)) }
        guard record?.facts == nil, record?.claim(of: caller) == nil else { return .record }
        guard unknownClaims < self.policy.maximumUnknownPerConsumer else {
            return .answer(.limited(retryAfterSeconds: Self.limitedRetrySeconds))
        }
        return .record
    }

    /// What to record of a call, in order: a confirmation binds whoever owns the subject, or will.
    package func events(of claim: Claim, isConfirmed: Bool, on record: SubjectRecord?) -> [SubjectEvent] {
        guard isConfirmed else { return [.claimed(claim)] }
        return record?.facts == nil ? [.claimed(claim), .bound(claim)] : [.bound(claim)]
    }

    private func callOnUnknownReceived(
        from caller: ConsumerNumber, on record: SubjectRecord?, unknownClaims: Int
    ) -> OnCall {
        if let own = record?.claim(of: caller) { return .answer(.alreadyRevoked(at: own.at)) }
        if let revocation = record?.revocation { return .answer(.alreadyRevoked(at: revocation.at)) }
        guard self.policy.unknown == .revoke else { return .answer(.unknown) }
        guard unknownClaims < self.policy.maximumUnknownPerConsumer else {
            return .answer(.limited(retryAfterSeconds: Self.limitedRetrySeconds))
        }
        return .record
    }
}
