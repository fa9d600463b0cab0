import Testing

@testable import Gateway

@Suite struct TokenScheduleTests {
    private static let start = 5_000

    private static func fetched(_ lifetime: Int = 3_600_000) -> TokenSchedule {
        var schedule = TokenSchedule(at: self.start)
        schedule.fetched(lifetime: lifetime, at: self.start)
        return schedule
    }

    @Test func withoutATokenAFetchIsDueAtOnce() {
        let schedule = TokenSchedule(at: 5)
        #expect(schedule.isDue(at: 5))
        #expect(!schedule.isValid(at: 5))
    }

    @Test(arguments: [(3_600_000, 2_880_000), (10_000, 8_000), (1_000, 1_000), (1, 1_000)])
    func aTokenIsRenewedAtFourFifthsOfItsLife(lifetime: Int, delay: Int) {
        let schedule = Self.fetched(lifetime)
        #expect(schedule.dueAt == Self.start + delay)
        #expect(!schedule.isDue(at: Self.start + delay - 1))
        #expect(schedule.isDue(at: Self.start + delay))
        #expect(schedule.isValid(at: Self.start + lifetime - 1))
        #expect(!schedule.isValid(at: Self.start + lifetime))
        #expect(schedule.next(after: Self.start) == Self.start + min(delay, lifetime))
    }

    @Test func failuresBackOffAndTheTokenStaysUntilItsEnd() {
        var schedule = Self.fetched(10_000)
        var time = schedule.dueAt
        var delays: [Int] = []
        for _ in 0..<7 {
            schedule.failed(at: time, chance: 1)
            delays.append(schedule.dueAt - time)
            #expect(schedule.isValid(at: Self.start + 9_999))
            time = schedule.dueAt
        }
        #expect(delays == [2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000])
        schedule.failed(at: time, chance: 0)
        #expect(schedule.dueAt == time + 15_000)
        schedule.fetched(lifetime: 10_000, at: time)
        schedule.failed(at: time, chance: 0)
        #expect(schedule.dueAt == time + 1_000)
    }

    @Test func afterTheEndOfATokenTheNextFetchIsAwaited() {
        var schedule = Self.fetched(1_000)
        schedule.failed(at: Self.start + 1_000, chance: 1)
        #expect(schedule.next(after: Self.start + 1_000) == Self.start + 3_000)
    }

    @Test func aRefusedTokenIsReplacedAtOnceAndStaysMeanwhile() {
        var schedule = Self.fetched()
        schedule.refused(at: Self.start + 70_000, chance: 0.5)
        #expect(schedule.isDue(at: Self.start + 70_000))
        #expect(schedule.isValid(at: Self.start + 70_000))
    }

    @Test func aFreshTokenThatIsRefusedIsReplacedASecondAfterItCame() {
        var schedule = Self.fetched()
        schedule.refused(at: Self.start + 10, chance: 0.5)
        #expect(schedule.dueAt == Self.start + 1_000)
        // Said again, it is the same refusal.
        schedule.refused(at: Self.start + 20, chance: 0.5)
        #expect(schedule.dueAt == Self.start + 1_000)
    }

    @Test func freshTokensThatAreRefusedTooBackOff() {
        var schedule = Self.fetched()
        var time = Self.start
        var delays: [Int] = []
        for _ in 0..<7 {
            schedule.refused(at: time, chance: 1)
            delays.append(schedule.dueAt - time)
            time = schedule.dueAt
            schedule.fetched(lifetime: 3_600_000, at: time)
        }
        #expect(delays == [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000])
        // One that was good for a while is forgiven.
        schedule.refused(at: time + 60_000, chance: 1)
        #expect(schedule.dueAt == time + 60_000)
    }

    @Test func aRefusalDoesNotHastenWhatFailed() {
        var schedule = Self.fetched(100_000)
        schedule.failed(at: Self.start + 80_000, chance: 0)
        schedule.refused(at: Self.start + 80_010, chance: 0)
        #expect(schedule.dueAt == Self.start + 81_000)
        schedule.failed(at: Self.start + 81_000, chance: 1)
        schedule.refused(at: Self.start + 81_010, chance: 0)
        #expect(schedule.dueAt == Self.start + 89_000)
    }

    @Test func aRefusalWithoutATokenSaysNothing() {
        var schedule = TokenSchedule(at: Self.start)
        schedule.failed(at: Self.start, chance: 1)
        schedule.refused(at: Self.start + 1, chance: 0)
        #expect(schedule.dueAt == Self.start + 2_000)
    }

    @Test func anEarlyRenewalIsNotPutOffByARefusal() {
        var schedule = Self.fetched(2_000)
        schedule.refused(at: Self.start + 1_500, chance: 1)
        #expect(schedule.dueAt == Self.start + 1_500)
    }
}
