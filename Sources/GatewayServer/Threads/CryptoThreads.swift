import NIOConcurrencyHelpers
import NIOPosix
import Observability

/// The threads that open and seal what would hold up an event loop: bodies under public keys and passwords. One pool for
/// the process, its queue bounded.
final class CryptoThreads: Sendable {
    private struct State: Sendable {
        /// Given and not begun.
        var waiting = 0
        var counts = KeyOperationCounters()
        var isStarted = false
        var isStopped = false
    }

    private let threads: NIOThreadPool
    private let state = NIOLockedValueBox(State())

    init(count: Int) {
        self.threads = NIOThreadPool(numberOfThreads: count)
    }

    /// Starts the threads, before the first operation.
    func start() {
        // Within the lock: what another loop gives comes to threads that run.
        self.state.withLockedValue { state in
            guard !state.isStarted, !state.isStopped else { return }
            state.isStarted = true
            self.threads.start()
        }
    }

    /// Has an operation carried out; false, and nothing is done, when `limit` of them wait.
    ///
    /// - Parameter operation: called on a thread of the pool; tells whether it succeeded. Not called at all once the pool
    ///   stops.
    func submit(_ kind: KeyOperation, limit: Int, _ operation: @escaping @Sendable () -> Bool) -> Bool {
        let isTaken = self.state.withLockedValue { state in
            guard state.waiting < limit, !state.isStopped else {
                state.counts.refused(kind)
                return false
            }
            state.waiting += 1
            return true
        }
        guard isTaken else { return false }
        self.start()
        self.threads.submit { work in
            self.state.withLockedValue { $0.waiting -= 1 }
            guard case .active = work else { return }
            let clock = ContinuousClock()
            let began = clock.now
            let succeeded = operation()
            let (seconds, attoseconds) = (clock.now - began).components
            let nanoseconds = UInt64(max(0, seconds * 1_000_000_000 + attoseconds / 1_000_000_000))
            self.state.withLockedValue { $0.counts.ended(kind, succeeded: succeeded, nanoseconds: nanoseconds) }
        }
        return true
    }

    /// Ends the threads, after what they are at; what waits is dropped.
    func stop() async {
        let wasStarted = self.state.withLockedValue { state in
            defer { state.isStopped = true }
            return state.isStarted
        }
        if wasStarted { try? await self.threads.shutdownGracefully() }
    }

    var counts: KeyOperationCounters { self.state.withLockedValue { $0.counts } }
    var waiting: Int { self.state.withLockedValue { $0.waiting } }
}
