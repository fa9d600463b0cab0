import Dispatch
import Gateway
import NIOCore
import Observability
import Synchronization
import Testing

@testable import GatewayServer

@Suite struct CryptoThreadsTests {
    @Test func whatFindsTheQueueFullIsRefusedAndCounted() async {
        let threads = CryptoThreads(count: 1)
        let begun = DispatchSemaphore(value: 0)
        let held = DispatchSemaphore(value: 0)
        let done = DispatchSemaphore(value: 0)
        #expect(
            threads.submit(.open, in: .consumer("a"), limit: 1) {
                begun.signal()
                held.wait()
                return true
            })
        begun.wait()
        #expect(threads.submit(.seal, in: .others, limit: 1) { done.signal() == 0 })
        #expect(threads.waiting == 1)
        #expect(!threads.submit(.open, in: .consumer("b"), limit: 1) { true })
        // What belongs to an exchange under way finds room for longer.
        #expect(threads.submit(.seal, in: .underWay, limit: 1) { done.signal() == 0 })
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
        #expect(!threads.submit(.open, in: .consumer("a"), limit: 1) { true })
    }

    @Test func oneConsumerFillsHalfOfTheQueueAndHoldsUpNobodyElse() async {
        let threads = CryptoThreads(count: 1)
        let begun = DispatchSemaphore(value: 0)
        let held = DispatchSemaphore(value: 0)
        let done = DispatchSemaphore(value: 0)
        let order = Mutex<[String]>([])
        func submit(_ name: String, _ turn: KeyOperationTurn) -> Bool {
            threads.submit(.open, in: turn, limit: 8) {
                order.withLock { $0.append(name) }
                return done.signal() == 0
            }
        }
        #expect(
            threads.submit(.open, in: .consumer("greedy"), limit: 8) {
                begun.signal()
                held.wait()
                return true
            })
        begun.wait()
        for number in 1...4 { #expect(submit("greedy \(number)", .consumer("greedy"))) }
        #expect(!submit("greedy 5", .consumer("greedy")))
        #expect(submit("modest", .consumer("modest")))
        #expect(submit("other", .others))
        #expect(submit("under way", .underWay))
        held.signal()
        for _ in 1...7 { done.wait() }
        await threads.stop()
        let expected = ["under way", "greedy 1", "modest", "other", "greedy 2", "greedy 3", "greedy 4"]
        #expect(order.withLock { $0 } == expected)
    }
}

@Suite struct TurnQueueTests {
    @Test func whatIsUnderWayGoesFirstThenOneOfEachParty() {
        var queue = TurnQueue<String, Int>()
        for number in 1...3 { queue.append(number, of: "a") }
        queue.append(10, of: "b")
        queue.append(underWay: 100)
        #expect((queue.count, queue.count(of: "a"), queue.count(of: "b"), queue.count(of: "c")) == (5, 3, 1, 0))
        var taken: [Int] = []
        while let next = queue.popFirst() {
            taken.append(next)
            // Who comes again waits for the others' turns.
            if next == 10 { queue.append(11, of: "b") }
        }
        #expect(taken == [100, 1, 10, 2, 11, 3])
        #expect(queue.count == 0 && queue.popFirst() == nil)
    }

    @Test func nothingIsLeftOfAPartyWithNothingWaiting() {
        var queue = TurnQueue<String, Int>()
        queue.append(1, of: "a")
        #expect(queue.popFirst() == 1)
        #expect(queue.count(of: "a") == 0)
        queue.append(2, of: "b")
        queue.append(3, of: "a")
        #expect(queue.popFirst() == 2)
        queue.removeAll()
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
