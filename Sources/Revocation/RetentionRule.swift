/// Which records may be forgotten.
///
/// A token with an expiry is dead a day after it, revoked or not. A revocation without an expiry, and a claim on an
/// unknown subject, are kept for the configured time after the last word on them. So is the revocation of a reference or
/// of a grant, also beyond the expiry of its tokens: that does not bound it, for it may be given a new token later. A known
/// token that has neither expiry nor revocation is kept for ever, and so is a reference or a grant that has such a token
/// among several: its revocation is theirs. So no revocation of a token that may still live is lost, but by `retain`.
///
/// A word from before ``clockEpochMilliseconds`` was taken down while the clock was not set. Its age cannot be known, so
/// it is kept as with `retain: forever`.
package struct RetentionRule: Equatable, Sendable {
    /// Milliseconds after its expiry for which a token is still kept: clocks differ.
    package static let graceMilliseconds: Int64 = 86_400_000

    /// 2024-01-01T00:00:00Z, before the first release: a clock that says less is not set.
    package static let clockEpochMilliseconds: Int64 = 1_704_067_200_000

    package let retain: LedgerPolicy.Retention

    package init(retain: LedgerPolicy.Retention) {
        self.retain = retain
    }

    package func mayForget(_ record: SubjectRecord, now: Timestamp) -> Bool {
        if let expiresAt = record.facts?.expiresAt {
            // Of a stored time nothing is subtracted: it may be any number.
            guard expiresAt.milliseconds < now.milliseconds - Self.graceMilliseconds else { return false }
            switch record.kind {
            case .token: return true
            case .reference: if record.revocation == nil { return true }
            case .grant: if record.claims.isEmpty { return true }
            }
        }
        guard case .days(let days) = self.retain else { return false }
        if record.kind != .grant, record.facts != nil, record.revocation == nil { return false }
        let words = record.claims.map(\.at) + (record.revocation.map { [$0.at] } ?? [])
        guard let first = words.min(), let last = words.max(),
            first.milliseconds >= Self.clockEpochMilliseconds
        else { return false }
        let (age, isTooLong) = Int64(days).multipliedReportingOverflow(by: 86_400_000)
        return !isTooLong && last.milliseconds < now.milliseconds - age
    }
}
