import Dispatch
import Testing

@testable import GatewayServer

@Suite struct LineQueueTests {
    private func batch(_ count: Int, lines: Int) -> LineQueue.Batch {
        LineQueue.Batch(bytes: [UInt8](repeating: 0x0A, count: count), lines: lines)
    }

    private static let limit = 1_000

    @Test func whatDoesNotFitIsDroppedAndCounted() {
        let queue = LineQueue(limit: Self.limit)
        _ = queue.offer(self.batch(Self.limit - 1, lines: 5))
        _ = queue.offer(self.batch(2, lines: 3))
        _ = queue.offer(self.batch(1, lines: 2))
        #expect(queue.counts == LineQueue.Counts(written: 0, dropped: 3))
        #expect(queue.take().batches.map(\.lines) == [5, 2])
    }

    @Test func whatWasTakenMakesRoom() {
        let queue = LineQueue(limit: Self.limit)
        _ = queue.offer(self.batch(Self.limit, lines: 1))
        _ = queue.take()
        _ = queue.offer(self.batch(Self.limit, lines: 1))
        #expect(queue.counts.dropped == 0)
    }

    @Test func buffersComeBack() {
        let queue = LineQueue(limit: Self.limit)
        queue.wrote(1, dropped: 0, spare: [UInt8](repeating: 1, count: 10))
        #expect(queue.offer(self.batch(1, lines: 1)).count == 10)
        #expect(queue.offer(self.batch(1, lines: 1)).isEmpty)
        #expect(queue.counts.written == 1)
    }

    @Test func aClosedQueueTakesNoMoreAndGivesOutWhatItHas() {
        let queue = LineQueue(limit: Self.limit)
        _ = queue.offer(self.batch(1, lines: 1))
        queue.close(at: .now())
        _ = queue.offer(self.batch(1, lines: 4))
        let work = queue.take()
        #expect(work.isClosed)
        #expect(work.batches.map(\.lines) == [1])
        #expect(queue.counts.dropped == 4)
        #expect(queue.isHurried)
    }
}
