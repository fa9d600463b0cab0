import Testing

@testable import Pooling

@Suite struct PipelineDepthTests {
    /// After so many answers of one time.
    private func depth(limit: Int = 64, hold: Int = 5_000, answers: Int = 100, of microseconds: Int) -> Int {
        var depth = PipelineDepth(limit: limit, hold: hold)
        for _ in 0..<answers { depth.answered(after: microseconds) }
        return depth.depth
    }

    @Test(arguments: [(-1, 1), (0, 1), (1, 1), (2, 2), (4, 4), (64, 4)])
    func itBeginsLow(limit: Int, depth: Int) {
        #expect(PipelineDepth(limit: limit, hold: 5_000).depth == depth)
    }

    @Test(arguments: [
        (0, 64), (1, 64), (78, 64), (79, 63), (100, 50), (1_000, 5), (2_500, 2), (2_501, 1), (5_000, 1), (5_001, 1),
        (1_000_000, 1), (Int.max, 1), (Int.min, 64),
    ])
    func itIsHowManyAnswersFitIntoTheHold(microseconds: Int, depth: Int) {
        #expect(self.depth(answers: 1, of: microseconds) == depth)
        #expect(self.depth(of: microseconds) == depth)
    }

    @Test(arguments: [0, 1, 100, Int.max])
    func aLimitOfOneIsAlwaysOne(microseconds: Int) {
        #expect(self.depth(limit: 1, of: microseconds) == 1)
    }

    @Test(arguments: [Int.min, -1, 0])
    func withoutAHoldItIsOne(hold: Int) {
        #expect(self.depth(hold: hold, of: 0) == 1)
    }

    @Test func hugeInputsAreNoFault() {
        #expect(self.depth(limit: .max, hold: .max, of: .max) == 1)
        #expect(self.depth(limit: 64, hold: .max, of: 1) == 64)
    }

    @Test func itFallsAtOnceAndRisesSlowly() {
        var depth = PipelineDepth(limit: 64, hold: 5_000)
        for _ in 0..<100 { depth.answered(after: 100) }
        #expect(depth.depth == 50)
        depth.answered(after: 1_900)
        // The mean of both.
        #expect(depth.depth == 5)
        depth.answered(after: 100)
        #expect(depth.depth == 5)
        for _ in 0..<100 { depth.answered(after: 100) }
        #expect(depth.depth >= 49)
    }

    @Test func onePauseIsForgottenWithinAFewAnswers() {
        var depth = PipelineDepth(limit: 64, hold: 5_000)
        for _ in 0..<100 { depth.answered(after: 100) }
        depth.answered(after: 30_000_000)
        #expect(depth.depth == 1)
        for _ in 0..<24 { depth.answered(after: 100) }
        #expect(depth.depth > 10)
    }
}
