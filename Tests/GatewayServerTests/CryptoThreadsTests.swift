import Dispatch
import NIOCore
import Observability
import Testing

@testable import GatewayServer

@Suite struct CryptoThreadsTests {
    @Test func whatFindsTheQueueFullIsRefusedAndCounted() async {
        let threads = CryptoThreads(count: 1)
        let begun = DispatchSemaphore(value: 0)
        let held = DispatchSemaphore(value: 0)
        let done = DispatchSemaphore(value: 0)
        #expect(
            threads.submit(.open, limit: 1) {
                begun.signal()
                held.wait()
                return true
            })
        begun.wait()
        #expect(threads.submit(.seal, limit: 1) { done.signal() == 0 })
        #expect(threads.waiting == 1)
        #expect(!threads.submit(.open, limit: 1) { true })
        // What belongs to an exchange under way finds room for longer.
        #expect(threads.submit(.seal, limit: 2) { done.signal() == 0 })
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
        #expect(!threads.submit(.open, limit: 1) { true })
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
