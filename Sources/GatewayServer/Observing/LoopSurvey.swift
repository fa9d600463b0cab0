import NIOCore
import Synchronization

/// Asks every loop for a copy of its counts, and waits for none longer than ``patience``: of a loop that is stuck the
/// last copy counts, so that no counter ever goes back.
final class LoopSurvey: Sendable {
    private static let patience = Duration.seconds(1)

    private let loops: [NIOLoopBound<GatewayLoop>]
    private let last: Mutex<LatestFigures>

    init(_ loops: [NIOLoopBound<GatewayLoop>]) {
        self.loops = loops
        self.last = Mutex(LatestFigures(loops: loops.count))
    }

    /// The counts of all loops together, and how many of the loops did not answer.
    func figures() async -> (LoopFigures, stale: Int) {
        let (answers, continuation) = AsyncStream.makeStream(of: (Int, LoopFigures).self)
        for (index, loop) in self.loops.enumerated() {
            loop.eventLoop.execute { continuation.yield((index, loop.value.takeFigures())) }
        }
        let alarm = Task {
            try? await Task.sleep(for: Self.patience)
            continuation.finish()
        }
        var missing = self.loops.count
        for await (index, figures) in answers {
            self.last.withLock { $0.take(figures, of: index) }
            missing -= 1
            if missing == 0 { break }
        }
        alarm.cancel()
        let last = self.last.withLock { $0 }
        return (last.total, stale: missing)
    }
}

/// The newest copy of each loop's counts, whoever asked for it and in whichever order copies arrive.
struct LatestFigures {
    private var loops: [LoopFigures]

    init(loops: Int) {
        self.loops = Array(repeating: LoopFigures(), count: loops)
    }

    mutating func take(_ figures: LoopFigures, of loop: Int) {
        if figures.number > self.loops[loop].number { self.loops[loop] = figures }
    }

    var total: LoopFigures {
        var all = LoopFigures()
        for figures in self.loops { all.merge(figures) }
        return all
    }
}
