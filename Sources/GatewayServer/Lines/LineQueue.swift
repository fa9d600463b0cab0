import Dispatch
import NIOConcurrencyHelpers

/// Batches of lines on their way to their writer's thread, which sleeps on it. Bounded by bytes: what does not fit is
/// dropped and counted, and nobody waits.
final class LineQueue: Sendable {
    /// Buffers kept to be used again.
    private static let spares = 8

    struct Batch: Sendable {
        let bytes: [UInt8]
        let lines: Int
    }

    /// What the writer has to do next.
    struct Work {
        var batches: [Batch] = []
        /// Where lines go from here on; the inner nil for nowhere.
        var sink: LineSink??
        var isClosed = false
    }

    struct Counts: Equatable, Sendable {
        var written: UInt64 = 0
        var dropped: UInt64 = 0
    }

    private struct State: Sendable {
        var work = Work()
        var bytes = 0
        var spares: [[UInt8]] = []
        var counts = Counts()
        /// Steady time after which a closing writer waits for nobody.
        var closesAt: DispatchTime?
    }

    /// Bytes that may wait.
    private let limit: Int
    private let state = NIOLockedValueBox(State())
    private let wakeUp = DispatchSemaphore(value: 0)

    init(limit: Int) {
        self.limit = limit
    }

    /// Takes a batch. - Returns: an empty buffer for the next.
    ///
    /// - Parameter isUrgent: whether it is taken over the limit too, as what is said of drops.
    func offer(_ batch: Batch, isUrgent: Bool = false) -> [UInt8] {
        let (spare, wakes) = self.state.withLockedValue { state in
            let wasEmpty = state.work.batches.isEmpty
            guard isUrgent || state.bytes + batch.bytes.count <= self.limit, !state.work.isClosed else {
                state.counts.dropped += UInt64(batch.lines)
                return (batch.bytes, false)
            }
            state.work.batches.append(batch)
            state.bytes += batch.bytes.count
            return (state.spares.popLast() ?? [], wasEmpty)
        }
        if wakes { self.wakeUp.signal() }
        return spare
    }

    /// Lines go to `sink` from here on. - Returns: a sink that was set before and never used.
    func change(to sink: LineSink?) -> LineSink? {
        let unused = self.state.withLockedValue { state in
            defer { state.work.sink = .some(sink) }
            return state.work.sink ?? nil
        }
        self.wakeUp.signal()
        return unused
    }

    func close(at time: DispatchTime) {
        self.state.withLockedValue { state in
            state.work.isClosed = true
            state.closesAt = time
        }
        self.wakeUp.signal()
    }

    /// Waits for something to do, and takes all of it.
    func take() -> Work {
        while true {
            self.wakeUp.wait()
            let work = self.state.withLockedValue { state in
                defer {
                    state.work = Work(isClosed: state.work.isClosed)
                    state.bytes = 0
                }
                return state.work
            }
            if !work.batches.isEmpty || work.sink != nil || work.isClosed { return work }
        }
    }

    /// Whether a reader that does not read must not be waited for any longer.
    var isHurried: Bool {
        self.state.withLockedValue { state in
            state.work.sink != nil || state.closesAt.map { $0 <= .now() } ?? false
        }
    }

    /// Lines that left the queue. - Parameter spare: a buffer to use again, where one is left over.
    func wrote(_ lines: Int, dropped: Int, spare: consuming [UInt8]? = nil) {
        self.state.withLockedValue { [spare] state in
            state.counts.written += UInt64(lines)
            state.counts.dropped += UInt64(dropped)
            if let spare, state.spares.count < Self.spares { state.spares.append(spare) }
        }
    }

    var counts: Counts { self.state.withLockedValue { $0.counts } }
}
