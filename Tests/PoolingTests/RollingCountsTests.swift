import TestSupport
import Testing

@testable import Pooling

@Suite struct RollingCountsTests {
    @Test func eventsAreSummed() {
        var counts = RollingCounts(window: 1_000)
        counts.add(total: 2, marked: 1, at: 0)
        counts.add(total: 3, at: 999)
        #expect(counts.total == 5)
        #expect(counts.marked == 1)
    }

    @Test(arguments: [(0, 5), (999, 5), (1_000, 3), (1_899, 3), (1_900, 0), (1_000_000, 0)])
    func eachBucketFallsOffTheEnd(time: Int, total: Int) {
        var counts = RollingCounts(window: 1_000)
        counts.add(total: 2, at: 0)
        counts.add(total: 3, at: 950)
        counts.advance(to: max(time, 950))
        #expect(counts.total == total)
    }

    /// Against a list of all events, over random steps.
    @Test func theSumsAreThoseOfAList() {
        var random = SeededRandom(seed: 1)
        var counts = RollingCounts(window: 100)
        counts.advance(to: 0)
        var events: [(bucket: Int, marked: Int)] = []
        var time = 0
        for _ in 0..<5_000 {
            time += [0, 0, 1, 3, 10, 40, 250].randomElement(using: &random) ?? 0
            let marked = Int.random(in: 0...1, using: &random)
            counts.add(total: 1, marked: marked, at: time)
            events.append((time / 10, marked))
            let seen = events.suffix { event in event.bucket > time / 10 - 10 }
            #expect(counts.total == seen.count)
            #expect(counts.marked == seen.reduce(0) { $0 + $1.marked })
        }
    }

    @Test func clearingLeavesNothing() {
        var counts = RollingCounts(window: 1_000)
        counts.add(total: 2, marked: 2, at: 0)
        counts.add(total: 2, marked: 2, at: 500)
        counts.clear()
        #expect(counts == RollingCounts(window: 1_000))
    }

    @Test func equalityLooksAtEveryBucket() {
        var left = RollingCounts(window: 1_000)
        var right = left
        left.add(total: 1, at: 0)
        right.add(at: 0)
        left.add(at: 100)
        right.add(total: 1, at: 100)
        #expect(left.total == right.total)
        #expect(left != right)
    }
}

extension Array {
    /// The longest end of the list whose elements all satisfy the condition.
    fileprivate func suffix(while condition: (Element) -> Bool) -> ArraySlice<Element> {
        let last = self.lastIndex { !condition($0) }
        return self[(last.map { $0 + 1 } ?? 0)...]
    }
}
