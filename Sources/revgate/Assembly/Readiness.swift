import Stores
import Synchronization

/// What changes while the gateway runs: whether it takes exchanges: its store acknowledges, and nobody has told it to stop.
final class Readiness: Sendable {
    private let ledger: SQLiteLedger
    private let isStopping = Atomic(false)
    private let drainMilliseconds: Atomic<Int>

    init(ledger: SQLiteLedger, drainTimeout: Int) {
        self.ledger = ledger
        self.drainMilliseconds = Atomic(drainTimeout)
    }

    /// How long a stop may take, in milliseconds, as last configured.
    var drainTimeout: Int {
        get { self.drainMilliseconds.load(ordering: .relaxed) }
        set { self.drainMilliseconds.store(newValue, ordering: .relaxed) }
    }

    var isReady: Bool { self.ledger.isHealthy && !self.isStopping.load(ordering: .relaxed) }

    func stop() {
        self.isStopping.store(true, ordering: .relaxed)
    }
}
