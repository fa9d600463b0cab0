import Synchronization

/// What a ledger says of itself, for metrics and readiness; a copy of one moment.
package struct LedgerGauges: Equatable, Sendable {
    package var isHealthy = true
    /// Groups that became durable, and the calls and learned tokens in them.
    package var groups: UInt64 = 0
    package var calls: UInt64 = 0
    package var lessons: UInt64 = 0
    /// Calls, learned tokens and questions answered `unavailable` because the queue was full or closed.
    package var refusedCalls: UInt64 = 0
    /// The same because the store had failed or was busy.
    package var unavailableCalls: UInt64 = 0
    /// Times that a write failed.
    package var failures: UInt64 = 0
    package var foldedSubjects = 0
    package var unfoldedSubjects = 0
    package var pagesInLog = 0
}

/// The gauges, written by the writer and the loops, read by whoever asks.
final class SharedGauges: Sendable {
    private let gauges = Mutex(LedgerGauges())

    var current: LedgerGauges { self.gauges.withLock { $0 } }

    func change(_ body: (inout LedgerGauges) -> Void) {
        self.gauges.withLock { body(&$0) }
    }
}
