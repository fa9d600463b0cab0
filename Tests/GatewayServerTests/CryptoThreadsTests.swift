import Dispatch
import Gateway
import NIOCore
import Observability
import Synchronization
import Testing

@testable import GatewayServer

@Suite struct CryptoThreadsTests {
    private static func turn(_ consumer: String?, isUnderWay: Bool = false) -> KeyOperationTurn {
        KeyOperationTurn(of: consumer, isUnderWay: isUnderWay)
    }

    @Test func whatFindsTheQueueFullIsRefusedAndCounted() async {
        let threads = CryptoThreads(count: 1)
        let begun = DispatchSemaphore(value: 0)
        let held = DispatchSemaphore(value: 0)
        let done = DispatchSemaphore(value: 0)
        #expect(
            threads.submit(.open, in: Self.turn("a"), limit: 1) {
                begun.signal()
                held.wait()
                return true
            })
        begun.wait()
        #expect(threads.submit(.seal, in: Self.turn("b"), limit: 1) { done.signal() == 0 })
        #expect(threads.waiting == 1)
        #expect(!threads.submit(.open, in: Self.turn("b"), limit: 1) { true })
        // What belongs to an exchange under way finds room for longer.
        #expect(threads.submit(.seal, in: Self.turn("b", isUnderWay: true), limit: 1) { done.signal() == 0 })
        held.signal()
        done.wait()
        done.wait()
        await threads.stop()
        #expect(threads.waiting == 0)
        var page = MetricsText()
        threads.counts.append(to: &page, waiting: threads.waiting)
        let text = page.text
        #expect(text.contains("revgate_key_operations_total{kind=\"open\",result=\"ok\"} 1"))
        #expect(text.contains("revgate_key_operations_total{kind=\"open\",result=\"refused\"} 1"))
        #expect(text.contains("revgate_key_operation_duration_seconds_count{kind=\"seal\"} 2"))
        #expect(text.contains("revgate_key_operations_waiting 0"))
    }

    @Test func afterTheStopNothingIsTaken() async {
        let threads = CryptoThreads(count: 1)
        await threads.stop()
        #expect(!threads.submit(.open, in: Self.turn("a"), limit: 1) { true })
    }

    /// One thread that is held, and what it did once it was let go.
    private final class Held: Sendable {
        private let threads = CryptoThreads(count: 1)
        private let gate = DispatchSemaphore(value: 0)
        private let ended = DispatchSemaphore(value: 0)
        private let names = Mutex<[String]>([])
        private let taken = Mutex(0)

        init() {
            let begun = DispatchSemaphore(value: 0)
            let isTaken = self.threads.submit(.open, in: CryptoThreadsTests.turn("first"), limit: 1) {
                begun.signal()
                self.gate.wait()
                return true
            }
            precondition(isTaken)
            begun.wait()
        }

        func submit(_ name: String, of consumer: String?, limit: Int, isUnderWay: Bool = false) -> Bool {
            let turn = CryptoThreadsTests.turn(consumer, isUnderWay: isUnderWay)
            let isTaken = self.threads.submit(.open, in: turn, limit: limit) {
                self.names.withLock { $0.append(name) }
                return self.ended.signal() == 0
            }
            if isTaken { self.taken.withLock { $0 += 1 } }
            return isTaken
        }

        /// Names of operations in the order in which they were carried out.
        func release() async -> [String] {
            self.gate.signal()
            for _ in 0..<self.taken.withLock({ $0 }) { self.ended.wait() }
            await self.threads.stop()
            return self.names.withLock { $0 }
        }
    }

    @Test func consumersTakeTurns() async {
        let held = Held()
        for number in 1...3 { #expect(held.submit("a\(number)", of: "a", limit: 8)) }
        #expect(held.submit("b1", of: "b", limit: 8))
        #expect(held.submit("nobody's", of: nil, limit: 8))
        #expect(held.submit("b2", of: "b", limit: 8, isUnderWay: true))
        #expect(await held.release() == ["a1", "b1", "nobody's", "a2", "b2", "a3"])
    }

    @Test func aloneAConsumerMayFillTheQueueAndBesideOthersHalf() async {
        let held = Held()
        for number in 1...4 { #expect(held.submit("a\(number)", of: "a", limit: 4)) }
        #expect(!held.submit("a5", of: "a", limit: 4))
        // Who has nothing waiting finds a place, once.
        #expect(held.submit("b1", of: "b", limit: 4))
        #expect(!held.submit("b2", of: "b", limit: 4))
        // What is under way finds room for longer.
        for number in 6...8 { #expect(held.submit("a\(number)", of: "a", limit: 4, isUnderWay: true)) }
        #expect(!held.submit("a9", of: "a", limit: 4, isUnderWay: true))
        #expect(await held.release() == ["a1", "b1", "a2", "a3", "a4", "a6", "a7", "a8"])
        let other = Held()
        for number in 1...2 { #expect(other.submit("a\(number)", of: "a", limit: 4)) }
        #expect(other.submit("b1", of: "b", limit: 4))
        #expect(!other.submit("a3", of: "a", limit: 4))
        #expect(other.submit("b2", of: "b", limit: 4))
        #expect(await other.release() == ["a1", "b1", "a2", "b2"])
    }
}

@Suite struct TurnQueueTests {
    @Test func oneOfEachPartyInTurn() {
        var queue = TurnQueue<String?, Int>()
        for number in 1...3 { queue.append(number, of: "a") }
        queue.append(10, of: nil)
        #expect((queue.count, queue.count(of: "a"), queue.count(of: nil), queue.count(of: "c")) == (4, 3, 1, 0))
        var taken: [Int] = []
        while let next = queue.popFirst() {
            taken.append(next)
            // Who comes again waits for the others' turns.
            if next == 10 { queue.append(11, of: nil) }
        }
        #expect(taken == [1, 10, 2, 11, 3])
        #expect(queue.count == 0)
    }

    @Test func nothingIsLeftOfAPartyWithNothingWaiting() {
        var queue = TurnQueue<String, Int>()
        queue.append(1, of: "a")
        #expect(queue.popFirst() == 1)
        #expect(queue.count(of: "a") == 0)
        queue.append(2, of: "b")
        queue.append(3, of: "a")
        #expect(queue.popFirst() == 2)
        #expect(queue.popFirst() == 3)
        #expect(queue.count == 0 && queue.popFirst() == nil)
    }
}

@Suite struct RefusalMomentTests {
    private static let received = NIODeadline.uptimeNanoseconds(1_000_000_007)

    @Test(arguments: [(0, 50), (1, 50), (49_999_999, 50), (50_000_000, 100), (120_000_000, 150)])
    func gridIsTheNextMultipleOf50Milliseconds(taken: Int64, milliseconds: Int64) {
        let moment = RefusalMoment.grid(from: Self.received, interval: 50_000_000)
        #expect(
            moment.deadline(now: Self.received + .nanoseconds(taken)) == Self.received + .milliseconds(milliseconds))
    }

    @Test func fixedMomentDoesNotDependOnWhatWasDone() {
        let moment = RefusalMoment.fixed(from: Self.received, bodyLength: 100)
        #expect(moment.deadline(now: Self.received + .seconds(1)) == Self.received + .nanoseconds(5_001_000))
    }
}
