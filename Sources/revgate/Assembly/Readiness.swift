import Stores
import Synchronization

/// Whether the gateway takes exchanges: its store acknowledges, and nobody has told it to stop.
final class Readiness: Sendable {
    private let ledger: SQLiteLedger
    private let isStopping = Atomic(false)

    init(ledger: SQLiteLedger) {
        self.ledger = ledger
    }

    var isReady: Bool { self.ledger.isHealthy && !self.isStopping.load(ordering: .relaxed) }

    func stop() {
        self.isStopping.store(true, ordering: .relaxed)
    }
}
