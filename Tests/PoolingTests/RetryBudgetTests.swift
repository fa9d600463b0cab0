import Testing

@testable import Pooling

@Suite struct RetryBudgetTests {
    private func budget(percent: Int = 0, minimum: Int = 0, window: Int = 10_000) -> RetryBudget {
        var settings = RetryBudget.Settings.defaults
        settings.percent = percent
        settings.minimumPerSecond = minimum
        settings.window = window
        return RetryBudget(settings)
    }

    /// Retries taken one after another until one is refused.
    private func drain(_ budget: inout RetryBudget, at time: Int) -> Int {
        var taken = 0
        while taken < 10_000, budget.takeRetry(at: time) { taken += 1 }
        return taken
    }

    @Test func aRetryIsAllowedAtTheStart() {
        var budget = RetryBudget(.defaults)
        #expect(budget.takeRetry(at: 0) == true)
    }

    @Test(arguments: [(0, 0), (4, 0), (5, 1), (9, 1), (10, 2), (1_000, 200)])
    func theShareOfTheCallsMayBeRetried(calls: Int, retries: Int) {
        var budget = self.budget(percent: 20)
        for _ in 0..<calls { budget.callStarted(at: 0) }
        #expect(self.drain(&budget, at: 0) == retries)
        let drained = budget
        #expect(budget.takeRetry(at: 0) == false)
        #expect(budget == drained)
    }

    @Test func refusalsAreNotCounted() {
        var budget = self.budget(percent: 100)
        for _ in 0..<50 { #expect(budget.takeRetry(at: 0) == false) }
        budget.callStarted(at: 0)
        #expect(self.drain(&budget, at: 0) == 1)
    }

    @Test func callsLeaveWithTheWindow() {
        var budget = self.budget(percent: 20)
        for _ in 0..<100 { budget.callStarted(at: 500) }
        var later = budget
        #expect(self.drain(&later, at: 10_499) == 20)
        #expect(self.drain(&budget, at: 10_500) == 0)
    }

    @Test func retriesLeaveWithTheWindowToo() {
        var budget = self.budget(percent: 50)
        for _ in 0..<10 { budget.callStarted(at: 0) }
        #expect(self.drain(&budget, at: 0) == 5)
        for _ in 0..<10 { budget.callStarted(at: 5_000) }
        #expect(self.drain(&budget, at: 5_000) == 5)
        // The first ten calls are gone, and with them the five retries.
        #expect(self.drain(&budget, at: 10_000) == 0)
        for _ in 0..<2 { budget.callStarted(at: 10_000) }
        #expect(self.drain(&budget, at: 10_000) == 1)
    }

    @Test(arguments: [(0, 0), (99, 0), (100, 1), (550, 5), (1_000, 10), (3_600_000, 10)])
    func theMinimumGrowsBackWithinASecondAndNoFurther(elapsed: Int, retries: Int) {
        var budget = self.budget(minimum: 10)
        #expect(self.drain(&budget, at: 7) == 10)
        #expect(self.drain(&budget, at: 7 + elapsed) == retries)
    }

    @Test func theMinimumAndTheShareAreNotAddedUp() {
        var budget = self.budget(percent: 20, minimum: 10)
        for _ in 0..<100 { budget.callStarted(at: 0) }
        #expect(self.drain(&budget, at: 0) == 20)
        // Beyond the share only the minimum is left.
        #expect(self.drain(&budget, at: 1_000) == 10)
    }

    @Test func aTimeBeforeTheLastOneIsTakenForIt() {
        var budget = self.budget(percent: 50, minimum: 1)
        budget.callStarted(at: 5_000)
        #expect(budget.takeRetry(at: 5_000) == true)
        #expect(budget.takeRetry(at: 1_000) == false)
        budget.callStarted(at: 0)
        #expect(budget.takeRetry(at: 5_000) == false)
        for _ in 0..<2 { budget.callStarted(at: -1) }
        #expect(budget.takeRetry(at: 5_000) == true)
    }

    @Test func theMinimumDoesNotShrinkOrGrowTwiceWhenTimeGoesBack() {
        var budget = self.budget(minimum: 10)
        #expect(self.drain(&budget, at: 5_000) == 10)
        #expect(self.drain(&budget, at: 4_000) == 0)
        #expect(self.drain(&budget, at: 5_100) == 1)
    }

    @Test(arguments: [Int.min, -1, 0])
    func settingsBelowOneAllowNothing(setting: Int) {
        var budget = self.budget(percent: setting, minimum: setting, window: setting)
        budget.callStarted(at: 0)
        #expect(budget.takeRetry(at: 0) == false)
    }

    @Test func hugeSettingsAreNoFault() {
        var budget = self.budget(percent: .max, minimum: .max, window: .max)
        budget.callStarted(at: 0)
        #expect(budget.takeRetry(at: 0) == true)
        #expect(budget.takeRetry(at: 1 << 60) == true)
    }
}
