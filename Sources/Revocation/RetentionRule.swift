/// Which records may be forgotten.
///
/// A token with an expiry is dead a day after it, revoked or not. A revocation without an expiry, and a claim on an
/// unknown subject, are kept for the configured time after the last word on them. A known token that has neither
/// expiry nor revocation is kept for ever. So no revocation of a token that may still live is lost, but by `retain`.
package struct RetentionRule: Equatable, Sendable {
    /// Milliseconds after its expiry for which a token is still kept: clocks differ.
    package static let graceMilliseconds: Int64 = 86_400_000

    package let retain: LedgerPolicy.Retention

    package init(retain: LedgerPolicy.Retention) {
        self.retain = retain
    }

    package func mayForget(_ record: SubjectRecord, now: Timestamp) -> Bool {
        if let expiresAt = record.facts?.expiresAt {
            return now.milliseconds - expiresAt.milliseconds > Self.graceMilliseconds
        }
        guard case .days(let days) = self.retain else { return false }
        if record.facts != nil, record.revocation == nil { return false }
        let words = record.claims.map(\.at) + (record.revocation.map { [$0.at] } ?? [])
        guard let last = words.max() else { return false }
        return now.milliseconds - last.milliseconds > Int64(days) * 86_400_000
    }
}
