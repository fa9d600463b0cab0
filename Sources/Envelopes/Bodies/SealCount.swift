import Synchronization

/// How many messages one key version has sealed, shared by all event loops and kept across restarts.
///
/// Random 96-bit IVs allow 2^32 messages under one key (NIST SP 800-38D § 8.3); from 2^31 on operators are warned.
package final class SealCount: Sendable {
    package static let warning: UInt64 = 1 << 31
    package static let limit: UInt64 = 1 << 32

    private let sealed: Atomic<UInt64>

    /// No count begins above this, far above every limit, so that none can overflow: 2^63.
    package static let ceiling: UInt64 = 1 << 63

    package init(startingAt sealed: UInt64) {
        self.sealed = Atomic(min(sealed, Self.ceiling))
    }

    package var value: UInt64 { self.sealed.load(ordering: .relaxed) }

    /// Takes one message from what is left; false when nothing is.
    package func take(upTo limit: UInt64 = SealCount.limit) -> Bool {
        self.sealed.add(1, ordering: .relaxed).newValue <= limit
    }
}
