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
        var queue = TurnQueue<KeyOperationTurn, Waiting>()
        var counts = KeyOperationCounters()
        var isStarted = false
        var isStopped = false

        /// What belongs to an exchange under way may wait behind twice as much: refusing it would waste what was done for it.
        /// Of one consumer half as much may, so that it alone keeps nobody out.
        mutating func admit(_ waiting: Waiting, _ turn: KeyOperationTurn, _ limit: Int) -> Bool {
            guard !self.isStopped else { return false }
            if turn == .underWay {
                guard self.queue.count < 2 * limit else { return false }
                self.queue.append(underWay: waiting)
            } else {
                guard self.queue.count < limit, self.queue.count(of: turn) < max(1, limit / 2) else { return false }
                self.queue.append(waiting, of: turn)
            }
            return true
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
    ///   - limit: how many may wait; at most half of them of one consumer.
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
        let wasStarted = self.state.withLockedValue { state in
            state.isStopped = true
            state.queue.removeAll()
            return state.isStarted
        }
        if wasStarted { try? await self.threads.shutdownGracefully() }
    }

    var counts: KeyOperationCounters { self.state.withLockedValue { $0.counts } }
    var waiting: Int { self.state.withLockedValue { $0.queue.count } }
}
