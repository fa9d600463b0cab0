import Gateway
import NIOConcurrencyHelpers
import NIOPosix
import Observability

/// The threads that open and seal what would hold up an event loop: bodies under public keys and passwords. One pool for
/// the process, its queue bounded.
final class CryptoThreads: Sendable {
    private struct Waiting: Sendable {
        let kind: KeyOperation
        /// Tells whether it succeeded.
        let operation: @Sendable () -> Bool
    }

    private struct State: Sendable {
        /// Given and not begun.
        var queue = TurnQueue<String?, Waiting>()
        var counts = KeyOperationCounters()
        var isStarted = false
        var isStopped = false

        mutating func admit(_ waiting: Waiting, _ turn: KeyOperationTurn, _ limit: Int) -> Bool {
            guard !self.isStopped, self.hasRoom(for: turn, limit) else { return false }
            self.queue.append(waiting, of: turn.consumer)
            return true
        }

        /// What belongs to an exchange under way may wait behind twice as much. Beside others a consumer may have half of the
        /// queue, and who has nothing waiting always finds a place: nobody keeps others out.
        private func hasRoom(for turn: KeyOperationTurn, _ limit: Int) -> Bool {
            let own = self.queue.count(of: turn.consumer)
            if own == 0 { return true }
            if turn.isUnderWay { return self.queue.count < 2 * limit }
            return self.queue.count < limit && (own < limit / 2 || own == self.queue.count)
        }
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

    /// Has an operation carried out in its turn; false, and nothing is done, where too much waits.
    ///
    /// - Parameters:
    ///   - limit: how many may wait.
    ///   - operation: called on a thread of the pool; tells whether it succeeded. Not called at all once the pool stops.
    func submit(
        _ kind: KeyOperation, in turn: KeyOperationTurn, limit: Int, _ operation: @escaping @Sendable () -> Bool
    ) -> Bool {
        let isTaken = self.state.withLockedValue { state in
            guard state.admit(Waiting(kind: kind, operation: operation), turn, limit) else {
                state.counts.refused(kind)
                return false
            }
            return true
        }
        guard isTaken else { return false }
        self.start()
        // Whichever waits first by then: as many of these come as wait.
        self.threads.submit { work in
            if case .active = work { self.carryOutNext() }
        }
        return true
    }

    private func carryOutNext() {
        guard let next = self.state.withLockedValue({ $0.queue.popFirst() }) else { return }
        let clock = ContinuousClock()
        let began = clock.now
        let succeeded = next.operation()
        let (seconds, attoseconds) = (clock.now - began).components
        let nanoseconds = UInt64(max(0, seconds * 1_000_000_000 + attoseconds / 1_000_000_000))
        self.state.withLockedValue { $0.counts.ended(next.kind, succeeded: succeeded, nanoseconds: nanoseconds) }
    }

    /// Ends the threads, after what they are at; what waits is dropped.
    func stop() async {
        // What waited is let go outside of the lock.
        let (wasStarted, _) = self.state.withLockedValue { state in
            defer { state.queue = TurnQueue() }
            state.isStopped = true
            return (state.isStarted, state.queue)
        }
        if wasStarted { try? await self.threads.shutdownGracefully() }
    }

    var counts: KeyOperationCounters { self.state.withLockedValue { $0.counts } }
    var waiting: Int { self.state.withLockedValue { $0.queue.count } }
}
