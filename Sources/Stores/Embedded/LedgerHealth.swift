/// Whether a ledger may acknowledge anything: the rule, without clock or I/O. Times are monotonic milliseconds.
///
/// ```
/// healthy ──writeFailed──▶ failed ──timePassed──▶ probing ──probeSucceeded──▶ healthy
///                             ▲                      │
///                             └─────probeFailed──────┘   waiting twice as long each time, up to a limit
/// ```
struct LedgerHealth: Equatable {
    enum State: Equatable {
        case healthy
        /// Nothing is acknowledged until a probe has succeeded; the next one is at `probeAt`.
        case failed(probeAt: Int64, delay: Int64)
        case probing(delay: Int64)
    }

    enum OnWriteFailed: Equatable {
        /// Close the connection; never try the same handle again: its kernel pages may be lost and marked clean.
        case closeStore
    }

    enum OnTimePassed: Equatable {
        /// Nothing is due before this time; nil: nothing is due at all.
        case wait(until: Int64?)
        /// Open the store anew, and write to it.
        case probe
    }

    private(set) var state = State.healthy
    private let firstDelay: Int64
    private let longestDelay: Int64

    /// - Parameters: delays between probes, in milliseconds.
    init(firstDelay: Int64 = 100, longestDelay: Int64 = 5_000) {
        self.firstDelay = firstDelay
        self.longestDelay = longestDelay
    }

    var isHealthy: Bool { self.state == .healthy }

    mutating func writeFailed(now: Int64) -> OnWriteFailed {
        self.state = .failed(probeAt: now + self.firstDelay, delay: self.firstDelay)
        return .closeStore
    }

    mutating func timePassed(now: Int64) -> OnTimePassed {
        guard case .failed(let probeAt, let delay) = self.state else { return .wait(until: nil) }
        guard now >= probeAt else { return .wait(until: probeAt) }
        self.state = .probing(delay: delay)
        return .probe
    }

    mutating func probeSucceeded() {
        guard case .probing = self.state else {
            preconditionFailure("probeSucceeded while \(self.state): the shell probes only when told to")
        }
        self.state = .healthy
    }

    mutating func probeFailed(now: Int64) {
        guard case .probing(let delay) = self.state else {
            preconditionFailure("probeFailed while \(self.state): the shell probes only when told to")
        }
        let longer = min(delay * 2, self.longestDelay)
        self.state = .failed(probeAt: now + longer, delay: longer)
    }
}
