import Testing

@testable import GatewayServer

@Suite struct LatestFiguresTests {
    private func figures(_ number: Int, received: UInt64) -> LoopFigures {
        var figures = LoopFigures()
        figures.number = number
        figures.received = received
        return figures
    }

    @Test func anOlderCopyThatComesLateDoesNotCount() {
        var latest = LatestFigures(loops: 2)
        latest.take(self.figures(2, received: 20), of: 0)
        latest.take(self.figures(1, received: 10), of: 0)
        latest.take(self.figures(1, received: 5), of: 1)
        #expect(latest.total.received == 25)
        latest.take(self.figures(3, received: 30), of: 0)
        #expect(latest.total.received == 35)
    }

    @Test func aLoopThatSaidNothingYetCountsNothing() {
        #expect(LatestFigures(loops: 3).total.received == 0)
    }
}
