/// The name under which the ledger knows a subject: the first 128 bits of an HMAC-SHA-256 over its kind and value,
/// keyed by the store's own secret, so that a stolen ledger does not tell which tokens it holds.
package struct Fingerprint: Hashable, Sendable {
    package let high: UInt64
    package let low: UInt64

    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }
}

extension Fingerprint {
    /// Half is enough: the bits come from a keyed hash.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(self.high)
    }
}

extension Fingerprint: Comparable {
    package static func < (left: Fingerprint, right: Fingerprint) -> Bool {
        (left.high, left.low) < (right.high, right.low)
    }
}
