import Testing

@testable import GatewayServer

@Suite struct DeadlineTableTests {
    @Test func aDeadlineExpiresOnceAndNotEarly() {
        var table = DeadlineTable()
        let slot = table.acquire(due: 100)
        #expect(table.expire(at: 99) == [])
        #expect(table.expire(at: 100) == [slot])
        #expect(table.expire(at: 200) == [])
        table.set(slot, due: 300)
        #expect(table.expire(at: 300) == [slot])
    }

    @Test func aSlotIsTakenAgainAfterItsRelease() {
        var table = DeadlineTable()
        let first = table.acquire(due: 1)
        let second = table.acquire(due: 2)
        table.release(first)
        #expect(table.expire(at: 1) == [])
        #expect(table.acquire(due: 5) == first)
        #expect(table.expire(at: 9) == [first, second])
    }
}
