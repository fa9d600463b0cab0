import Testing

@testable import Stores

@Suite struct LedgerHealthTests {
    @Test func failureClosesTheStoreAndProbesAfterTheFirstDelay() {
        var health = LedgerHealth(firstDelay: 100, longestDelay: 5_000)
        #expect(health.timePassed(now: 0) == .wait(until: nil))
        #expect(health.writeFailed(now: 1_000) == .closeStore)
        #expect(health.state == .failed(probeAt: 1_100, delay: 100))
        #expect(!health.isHealthy)
        #expect(health.timePassed(now: 1_099) == .wait(until: 1_100))
        #expect(health.timePassed(now: 1_100) == .probe)
        #expect(health.state == .probing(delay: 100))
        #expect(!health.isHealthy)
    }

    @Test func failedProbesWaitTwiceAsLongUpToTheLimit() {
        var health = LedgerHealth(firstDelay: 100, longestDelay: 500)
        _ = health.writeFailed(now: 0)
        var now: Int64 = 0
        for delay in [100, 200, 400, 500, 500] as [Int64] {
            #expect(health.state == .failed(probeAt: now + delay, delay: delay))
            now += delay
            #expect(health.timePassed(now: now) == .probe)
            health.probeFailed(now: now)
        }
    }

    @Test func onlyASuccessfulProbeHeals() {
        var health = LedgerHealth(firstDelay: 100, longestDelay: 500)
        _ = health.writeFailed(now: 0)
        _ = health.writeFailed(now: 50)
        #expect(health.state == .failed(probeAt: 150, delay: 100))
        #expect(health.timePassed(now: 150) == .probe)
        health.probeSucceeded()
        #expect(health.state == .healthy)
        #expect(health.isHealthy)
    }
}

@Suite struct BackgroundWorkTests {
    private typealias Load = BackgroundWork.Load

    private func work() -> BackgroundWork {
        var work = BackgroundWork(foldLimit: 100, pruneInterval: 10_000, now: 0)
        work.prunePassEnded(now: 0)
        return work
    }

    @Test func foldingWaitsForAPause() {
        var work = self.work()
        work.groupServed(now: 1_000)
        #expect(work.nextStep(Load(unfolded: 5), now: 1_000) == .rest(until: 1_200))
        #expect(work.nextStep(Load(unfolded: 5), now: 1_200) == .fold)
        #expect(work.nextStep(Load(isFoldUnderWay: true), now: 1_200) == .fold)
    }

    @Test func foldingDoesNotWaitOverTheLimit() {
        var work = self.work()
        work.groupServed(now: 1_000)
        #expect(work.nextStep(Load(unfolded: 100), now: 1_000) == .fold)
    }

    @Test func logIsMovedEachTimeItHasGrown() {
        var work = self.work()
        let limit = BackgroundWork.logLimit
        #expect(work.nextStep(Load(pagesInLog: limit - 1), now: 0) != .checkpoint)
        #expect(work.nextStep(Load(pagesInLog: limit), now: 0) == .checkpoint)
        #expect(work.nextStep(Load(pagesInLog: limit + 5), now: 0) != .checkpoint)
        #expect(work.nextStep(Load(pagesInLog: 2 * limit), now: 0) == .checkpoint)
        #expect(work.nextStep(Load(pagesInLog: 3), now: 0) != .checkpoint)
        #expect(work.nextStep(Load(pagesInLog: limit), now: 0) == .checkpoint)
    }

    @Test func othersAreFollowedOnceAnInterval() {
        var work = self.work()
        #expect(work.nextStep(Load(), now: 999) == .rest(until: 1_000))
        #expect(work.nextStep(Load(), now: 1_000) == .follow)
        #expect(work.nextStep(Load(), now: 1_000) == .rest(until: 2_000))
        work.groupServed(now: 1_900)
        #expect(work.nextStep(Load(), now: 2_100) == .rest(until: 2_900))
    }

    @Test func pruningGoesOnUntilItsPassEndsAndThenRests() {
        var work = self.work()
        #expect(work.nextStep(Load(), now: 10_000) == .prune)
        #expect(work.nextStep(Load(), now: 10_001) == .prune)
        work.prunePassEnded(now: 10_002)
        #expect(work.nextStep(Load(), now: 10_002) == .follow)
        #expect(work.nextStep(Load(), now: 10_002) == .rest(until: 11_002))
        work.groupServed(now: 20_001)
        #expect(work.nextStep(Load(), now: 20_002) == .rest(until: 20_201))
        #expect(work.nextStep(Load(), now: 20_201) == .prune)
    }
}
