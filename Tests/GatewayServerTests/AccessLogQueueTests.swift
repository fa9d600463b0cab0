import Dispatch
import Testing

@testable import GatewayServer

@Suite struct AccessLogQueueTests {
    private func batch(_ count: Int, lines: Int) -> AccessLogQueue.Batch {
        AccessLogQueue.Batch(bytes: [UInt8](repeating: 0x0A, count: count), lines: lines)
    }

    @Test func whatDoesNotFitIsDroppedAndCounted() {
        let queue = AccessLogQueue()
        _ = queue.offer(self.batch(AccessLogQueue.limit - 1, lines: 5))
        _ = queue.offer(self.batch(2, lines: 3))
        _ = queue.offer(self.batch(1, lines: 2))
        #expect(queue.counts == AccessLogQueue.Counts(written: 0, dropped: 3))
        #expect(queue.take().batches.map(\.lines) == [5, 2])
    }

    @Test func whatWasTakenMakesRoom() {
        let queue = AccessLogQueue()
        _ = queue.offer(self.batch(AccessLogQueue.limit, lines: 1))
        _ = queue.take()
        _ = queue.offer(self.batch(AccessLogQueue.limit, lines: 1))
        #expect(queue.counts.dropped == 0)
    }

    @Test func buffersComeBack() {
        let queue = AccessLogQueue()
        queue.wrote(1, dropped: 0, spare: [UInt8](repeating: 1, count: 10))
        #expect(queue.offer(self.batch(1, lines: 1)).count == 10)
        #expect(queue.offer(self.batch(1, lines: 1)).isEmpty)
        #expect(queue.counts.written == 1)
    }

    @Test func aClosedQueueTakesNoMoreAndGivesOutWhatItHas() {
        let queue = AccessLogQueue()
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
