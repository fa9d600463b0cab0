import Glibc
package import Revocation

/// Limits and waits of the embedded ledger.
package struct LedgerSettings: Sendable {
    package var policy: LedgerPolicy
    /// Calls, learned tokens and questions that may wait for the writer; over it they are answered `unavailable`.
    package var queueLimit: Int
    /// Unfolded subjects in memory over which folding does not wait for a pause.
    package var foldLimit: Int
    /// Milliseconds between passes that forget what retention lets go.
    package var pruneInterval: Int64
    /// Milliseconds to the first probe of a failed store; doubled for each that fails.
    package var firstProbeDelay: Int64
    package var longestProbeDelay: Int64
    package var clock: LedgerClock
    /// Told on the writer's thread, after a change: nil when the store is good again, else why it failed.
    package var healthChanged: @Sendable (StoreFailure?) -> Void

    package init(
        policy: LedgerPolicy = .defaults, queueLimit: Int = 65_536, foldLimit: Int = 262_144,
        pruneInterval: Int64 = 3_600_000, firstProbeDelay: Int64 = 100, longestProbeDelay: Int64 = 5_000,
        clock: LedgerClock = .system, healthChanged: @escaping @Sendable (StoreFailure?) -> Void = { _ in }
    ) {
        self.policy = policy
        self.queueLimit = queueLimit
        self.foldLimit = foldLimit
        self.pruneInterval = pruneInterval
        self.firstProbeDelay = firstProbeDelay
        self.longestProbeDelay = longestProbeDelay
        self.clock = clock
        self.healthChanged = healthChanged
    }
}

/// The two clocks that a ledger reads.
package struct LedgerClock: Sendable {
    /// Milliseconds that never jump (CLOCK_MONOTONIC): the writer sleeps by them.
    package var monotonic: @Sendable () -> Int64
    /// The time of day: retention is measured by it.
    package var now: @Sendable () -> Timestamp

    package init(monotonic: @escaping @Sendable () -> Int64, now: @escaping @Sendable () -> Timestamp) {
        self.monotonic = monotonic
        self.now = now
    }

    package static let system = LedgerClock(
        monotonic: { Self.milliseconds(CLOCK_MONOTONIC) },
        now: { Timestamp(milliseconds: Self.milliseconds(CLOCK_REALTIME)) })

    private static func milliseconds(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }
}
