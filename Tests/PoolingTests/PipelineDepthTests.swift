import Testing

@testable import Pooling

@Suite struct PipelineDepthTests {
    @Test(arguments: [(1, 1), (2, 2), (4, 4), (32, 4), (0, 1), (-3, 1)])
    func itBeginsLowWhateverTheLimit(limit: Int, depth: Int) {
        #expect(PipelineDepth(limit: limit, hold: 1_000).depth == depth)
    }

    @Test func itGrowsByOneAnAnswerUpToTheLimit() {
        var depth = PipelineDepth(limit: 8, hold: 1_000)
        for expected in [5, 6, 7, 8, 8] {
            depth.answered(after: 1_000, wasBehind: true)
            #expect(depth.depth == expected)
        }
    }

    @Test func aGapBeyondTheHoldHalvesIt() {
        var depth = PipelineDepth(limit: 32, hold: 1_000)
        for expected in [2, 1, 1] {
            depth.answered(after: 1_001, wasBehind: true)
            #expect(depth.depth == expected)
        }
    }

    @Test func aLongWayToTheUpstreamIsNoGap() {
        var depth = PipelineDepth(limit: 32, hold: 1_000)
        depth.answered(after: 20_000, wasBehind: false)
        #expect(depth.depth == 4)
        depth.answered(after: 10, wasBehind: true)
        #expect(depth.depth == 5)
    }

    @Test func atDepthOneAPromptAnswerLetsItGrow() {
        var depth = PipelineDepth(limit: 32, hold: 1_000)
        for _ in 0..<3 { depth.answered(after: 5_000, wasBehind: true) }
        #expect(depth.depth == 1)
        depth.answered(after: 900, wasBehind: false)
        #expect(depth.depth == 2)
    }

    @Test func afterALongRunOfLateAnswersItIsTriedAnew() {
        var depth = PipelineDepth(limit: 32, hold: 1_000)
        for _ in 0..<3 { depth.answered(after: 5_000, wasBehind: true) }
        for _ in 0..<63 { depth.answered(after: 5_000, wasBehind: false) }
        #expect(depth.depth == 1)
        depth.answered(after: 5_000, wasBehind: false)
        #expect(depth.depth == 2)
        depth.answered(after: 5_000, wasBehind: true)
        #expect(depth.depth == 1)
    }

    @Test func whereConnectionsEndEarlyNoCallStandsBehindAnother() {
        var depth = PipelineDepth(limit: 32, hold: 1_000)
        depth.closedEarly()
        #expect(depth.depth == 1)
    }

    @Test func aLimitOfOneStaysOne() {
        var depth = PipelineDepth(limit: 1, hold: 1_000)
        for _ in 0..<200 { depth.answered(after: 1, wasBehind: false) }
        #expect(depth.depth == 1)
    }

    @Test(arguments: [Int.max, Int.min, 0]) func noAnswerTimeOverflows(microseconds: Int) {
        var depth = PipelineDepth(limit: Int.max, hold: 1_000)
        for _ in 0..<100 { depth.answered(after: microseconds, wasBehind: true) }
        #expect(depth.depth >= 1)
    }
}
