import Testing

@testable import Pooling

@Suite struct RetryBudgetTests {
    @Test func aRetryIsAllowedAtTheStart() {
        var budget = RetryBudget(.defaults)
        #expect(budget.takeRetry(at: 0))
    }
}
