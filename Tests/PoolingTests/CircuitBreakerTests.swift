import TestSupport
import Testing

@testable import Pooling

@Suite struct CircuitBreakerTests {
    /// Opens after three failures in a row, or half of at least four results, for 100 ms at first and 350 at most.
    private let settings: CircuitBreaker.Settings = {
        var settings = CircuitBreaker.Settings.defaults
        settings.consecutiveFailures = 3
        settings.minimumCalls = 4
        settings.window = 1_000
        settings.openTime = 100
        settings.maximumOpenTime = 350
        return settings
    }()

    private func admit(_ breaker: inout CircuitBreaker, _ count: Int = 1, at time: Int) {
        for _ in 0..<count { #expect(breaker.admit(at: time) == .pass) }
    }

    /// Opened at this time, with calls still outstanding beside those that failed.
    private func opened(at time: Int, outstanding: Int = 0) -> CircuitBreaker {
        var breaker = CircuitBreaker(self.settings)
        self.admit(&breaker, 3 + outstanding, at: time)
        for _ in 0..<3 { breaker.failed(at: time) }
        #expect(breaker.state == .open(until: time + 100))
        return breaker
    }

    /// Half open since 100, its first probe out.
    private func probing(outstanding: Int = 0) -> CircuitBreaker {
        var breaker = self.opened(at: 0, outstanding: outstanding)
        self.admit(&breaker, at: 100)
        #expect(breaker.state == .halfOpen)
        return breaker
    }

    // Closed

    @Test func itBeginsClosedAndLetsCallsThrough() {
        var breaker = CircuitBreaker(self.settings)
        #expect(breaker.state == .closed)
        self.admit(&breaker, 1_000, at: 0)
        #expect(breaker.state == .closed)
    }

    @Test func failuresInARowOpenIt() {
        var breaker = CircuitBreaker(self.settings)
        self.admit(&breaker, 3, at: 0)
        breaker.failed(at: 10)
        breaker.failed(at: 10)
        #expect(breaker.state == .closed)
        breaker.failed(at: 20)
        #expect(breaker.state == .open(until: 120))
    }

    @Test func aSuccessBreaksTheRow() {
        var settings = self.settings
        settings.minimumCalls = 1_000
        var breaker = CircuitBreaker(settings)
        for _ in 0..<10 {
            self.admit(&breaker, 3, at: 0)
            breaker.failed(at: 0)
            breaker.failed(at: 0)
            breaker.succeeded(at: 0)
        }
        #expect(breaker.state == .closed)
    }

    @Test func anAbandonedCallNeitherBreaksTheRowNorCounts() {
        var breaker = CircuitBreaker(self.settings)
        self.admit(&breaker, 4, at: 0)
        breaker.failed(at: 0)
        breaker.failed(at: 0)
        breaker.abandoned(at: 0)
        #expect(breaker.state == .closed)
        breaker.failed(at: 0)
        #expect(breaker.state == .open(until: 100))
    }

    @Test(
        arguments: [
            // Fewer calls than the minimum.
            ("+-+", .closed), ("-+-", .closed),
            ("++--", .open(until: 100)), ("+-+-", .open(until: 100)),
            ("+++--", .closed), ("+++-+-", .closed), ("+++-+--", .closed), ("+++-+-+--", .closed),
            ("+++--+--", .open(until: 100)),
        ] as [(String, CircuitBreaker.State)])
    func theShareOfFailuresOpensItOnceThereAreEnoughCalls(results: String, state: CircuitBreaker.State) {
        var breaker = CircuitBreaker(self.settings)
        self.admit(&breaker, results.count, at: 0)
        for result in results {
            if result == "+" { breaker.succeeded(at: 0) } else { breaker.failed(at: 0) }
        }
        #expect(breaker.state == state)
    }

    @Test func resultsLeaveTheShareWithTheWindow() {
        var breaker = CircuitBreaker(self.settings)
        self.admit(&breaker, 5, at: 0)
        breaker.failed(at: 0)
        breaker.failed(at: 0)
        breaker.succeeded(at: 0)
        breaker.succeeded(at: 1_000)
        breaker.failed(at: 1_000)
        #expect(breaker.state == .closed)
    }

    // Open

    @Test(arguments: [(0, 100), (60, 40), (99, 1)])
    func whileOpenCallsAreRefusedUntilItIsOver(time: Int, retryAfter: Int) {
        var breaker = self.opened(at: 0)
        #expect(breaker.admit(at: time) == .refuse(retryAfter: retryAfter))
        #expect(breaker.state == .open(until: 100))
    }

    @Test func lateResultsChangeNothingWhileOpen() {
        var breaker = self.opened(at: 0, outstanding: 30)
        for _ in 0..<10 {
            breaker.failed(at: 50)
            breaker.succeeded(at: 50)
            breaker.abandoned(at: 50)
        }
        // Just as if nothing had been outstanding.
        #expect(breaker == self.opened(at: 0))
    }

    @Test(arguments: [100, 101, 1_000_000])
    func theFirstCallAfterTheOpenTimeIsTheProbe(time: Int) {
        var breaker = self.opened(at: 0)
        self.admit(&breaker, at: time)
        #expect(breaker.state == .halfOpen)
        #expect(breaker.admit(at: time) == .refuse(retryAfter: CircuitBreaker.probeRetry))
        #expect(breaker.state == .halfOpen)
    }

    // Half open

    @Test func successesInARowCloseIt() {
        var breaker = self.probing()
        breaker.succeeded(at: 110)
        #expect(breaker.state == .halfOpen)
        self.admit(&breaker, at: 110)
        #expect(breaker.admit(at: 110) == .refuse(retryAfter: CircuitBreaker.probeRetry))
        breaker.succeeded(at: 120)
        // Nothing is left of what was before.
        #expect(breaker == CircuitBreaker(self.settings))
    }

    @Test func eachFailureOfAProbeDoublesTheOpenTimeUpToTheMaximum() {
        var breaker = self.opened(at: 0)
        var time = 100
        for openTime in [200, 350, 350] {
            self.admit(&breaker, at: time)
            breaker.failed(at: time)
            #expect(breaker.state == .open(until: time + openTime))
            time += openTime
        }
    }

    @Test func aFailureAfterASuccessOpensItAndTheRowBeginsAnew() {
        var breaker = self.probing()
        breaker.succeeded(at: 100)
        self.admit(&breaker, at: 100)
        breaker.failed(at: 100)
        #expect(breaker.state == .open(until: 300))
        self.admit(&breaker, at: 300)
        breaker.succeeded(at: 300)
        #expect(breaker.state == .halfOpen)
    }

    @Test func closingBringsTheFirstOpenTimeBack() {
        var breaker = self.probing()
        breaker.failed(at: 100)
        #expect(breaker.state == .open(until: 300))
        for _ in 0..<2 {
            self.admit(&breaker, at: 300)
            breaker.succeeded(at: 300)
        }
        #expect(breaker.state == .closed)
        self.admit(&breaker, 3, at: 300)
        for _ in 0..<3 { breaker.failed(at: 300) }
        #expect(breaker.state == .open(until: 400))
    }

    @Test func anAbandonedProbeGivesItsPlaceBack() {
        var breaker = self.probing()
        breaker.abandoned(at: 110)
        #expect(breaker.state == .halfOpen)
        self.admit(&breaker, at: 110)
        #expect(breaker.admit(at: 110) == .refuse(retryAfter: CircuitBreaker.probeRetry))
    }

    @Test func lateFailuresDoNotReopenWhileAProbeIsOut() {
        var breaker = self.probing(outstanding: 5)
        for _ in 0..<5 { breaker.failed(at: 110) }
        #expect(breaker == self.probing())
        breaker.failed(at: 120)
        #expect(breaker.state == .open(until: 320))
    }

    @Test func aLateSuccessIsAsGoodAsThatOfTheProbe() {
        var breaker = self.probing(outstanding: 1)
        breaker.succeeded(at: 110)
        #expect(breaker.state == .halfOpen)
        self.admit(&breaker, at: 110)
        breaker.succeeded(at: 120)
        #expect(breaker.state == .closed)
    }

    @Test func resultsChangeNothingWhileNoProbeIsOut() {
        var breaker = self.probing(outstanding: 3)
        breaker.succeeded(at: 110)
        let between = breaker.state
        breaker.failed(at: 110)
        breaker.succeeded(at: 110)
        breaker.failed(at: 110)
        #expect(breaker.state == between)
        // One success more is needed, as before.
        self.admit(&breaker, at: 110)
        breaker.succeeded(at: 110)
        #expect(breaker.state == .closed)
    }

    @Test func aProbeWhoseResultNeverComesGivesWay() {
        var breaker = self.probing(outstanding: 7)
        let end = 100 + 10_000
        #expect(breaker.admit(at: end - 1) == .refuse(retryAfter: 1))
        self.admit(&breaker, at: end)
        #expect(breaker.state == .halfOpen)
        #expect(breaker.admit(at: end) == .refuse(retryAfter: CircuitBreaker.probeRetry))
        // Those that were lost no longer excuse a failure.
        breaker.failed(at: end)
        #expect(breaker.state == .open(until: end + 200))
    }

    @Test func aProbeMayTakeAsLongAsItWasOpen() {
        var settings = self.settings
        settings.openTime = 30_000
        var breaker = CircuitBreaker(settings)
        self.admit(&breaker, 3, at: 0)
        for _ in 0..<3 { breaker.failed(at: 0) }
        self.admit(&breaker, at: 30_000)
        #expect(breaker.admit(at: 59_999) == .refuse(retryAfter: 1))
        self.admit(&breaker, at: 60_000)
    }

    @Test func resultsOfNothingAreHarmless() {
        var breaker = CircuitBreaker(self.settings)
        breaker.succeeded(at: 0)
        breaker.abandoned(at: 0)
        self.admit(&breaker, 3, at: 0)
        for _ in 0..<3 { breaker.failed(at: 0) }
        self.admit(&breaker, at: 100)
        breaker.failed(at: 100)
        #expect(breaker.state == .open(until: 300))
    }

    /// Whatever happens, waiting long enough lets a call through.
    @Test func nothingWedgesIt() {
        var random = SeededRandom(seed: 1)
        for _ in 0..<200 {
            var breaker = CircuitBreaker(self.settings)
            var time = 0
            for _ in 0..<100 {
                time += Int.random(in: 0...120, using: &random)
                switch Int.random(in: 0..<6, using: &random) {
                case 0: breaker.succeeded(at: time)
                case 1, 2: breaker.failed(at: time)
                case 3: breaker.abandoned(at: time)
                default: _ = breaker.admit(at: time)
                }
            }
            #expect(breaker.admit(at: time + 10_000) == .pass)
        }
    }
}
