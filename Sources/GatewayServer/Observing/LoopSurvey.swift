import NIOCore
import Synchronization

/// Asks every loop for a copy of its counts, and waits for none longer than ``patience``: of a loop that is stuck the
/// last copy counts, so that no counter ever goes back.
final class LoopSurvey: Sendable {
    private static let patience = Duration.seconds(1)

    private let loops: [NIOLoopBound<GatewayLoop>]
    private let last: Mutex<[LoopFigures]>

    init(_ loops: [NIOLoopBound<GatewayLoop>]) {
        self.loops = loops
        self.last = Mutex(loops.map { _ in LoopFigures() })
    }

    /// The counts of all loops together, and how many of the loops did not answer.
    func figures() async -> (LoopFigures, stale: Int) {
        let (answers, continuation) = AsyncStream.makeStream(of: (Int, LoopFigures).self)
        for (index, loop) in self.loops.enumerated() {
            loop.eventLoop.execute { continuation.yield((index, loop.value.figures)) }
        }
        let alarm = Task {
            try? await Task.sleep(for: Self.patience)
            continuation.finish()
        }
        var missing = self.loops.count
        for await (index, figures) in answers {
            self.last.withLock { $0[index] = figures }
            missing -= 1
            if missing == 0 { break }
        }
        alarm.cancel()
        var all = LoopFigures()
        for figures in self.last.withLock({ $0 }) { all.merge(figures) }
        return (all, stale: missing)
    }
}
