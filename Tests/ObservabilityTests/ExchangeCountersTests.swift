import Observability
import Testing

@Suite struct ExchangeCountersTests {
    private func text(_ counters: ExchangeCounters) -> String {
        var page = MetricsText()
        counters.append(to: &page)
        return page.text
    }

    @Test(arguments: ExchangeOutcome.allCases)
    func everyOutcomeHasACellOfItsOwn(outcome: ExchangeOutcome) {
        var counters = ExchangeCounters()
        let row = counters.row(route: "r", dialect: "d")
        for _ in 0..<7 { counters.ended(row: row, outcome, nil, nil, nanoseconds: 1_000) }
        let text = self.text(counters)
        for other in ExchangeOutcome.allCases {
            let line = "revgate_exchanges_total{route=\"r\",dialect=\"d\",outcome=\"\(other.word)\"} "
            #expect(text.contains(line + (other == outcome ? "7\n" : "0\n")))
        }
        #expect(text.contains("revgate_exchange_duration_seconds_count{route=\"r\",dialect=\"d\"} 7\n"))
    }

    @Test(arguments: RefusalKind.allCases)
    func everyRefusalIsShownWhereItCanHappen(kind: RefusalKind) {
        var counters = ExchangeCounters()
        let isOfRoutes = self.text(counters).contains("dialect=\"\",kind=\"\(kind.word)\"") == false
        let row = isOfRoutes ? counters.row(route: "r", dialect: "d") : ExchangeCounters.noRoute
        counters.ended(row: row, .refused, kind, nil, nanoseconds: 0)
        let line = "kind=\"\(kind.word)\"} 1\n"
        #expect(self.text(counters).components(of: line) == 1)
    }

    @Test(arguments: RefusalCause.allCases)
    func everyCauseHasACellOfItsOwn(cause: RefusalCause) {
        var counters = ExchangeCounters()
        counters.ended(row: ExchangeCounters.noRoute, .aborted, nil, cause, nanoseconds: 0)
        let causes = self.text(counters).split(separator: "\n").filter { $0.hasPrefix("revgate_refusal_causes_total") }
        #expect(causes == ["revgate_refusal_causes_total{route=\"\",dialect=\"\",cause=\"\(cause.word)\"} 1"])
    }

    @Test func wordsAreDifferent() {
        #expect(Set(ExchangeOutcome.allCases.map(\.word.description)).count == ExchangeOutcome.allCases.count)
        #expect(Set(RefusalKind.allCases.map(\.word.description)).count == RefusalKind.allCases.count)
        #expect(Set(RefusalCause.allCases.map(\.word.description)).count == RefusalCause.allCases.count)
        #expect(Set(UpstreamResult.allCases.map(\.word.description)).count == UpstreamResult.allCases.count)
    }

    @Test(arguments: RefusalKind.allCases)
    func refusalsWithoutARouteAreShownOnceTheyHappened(kind: RefusalKind) {
        var counters = ExchangeCounters()
        counters.ended(row: ExchangeCounters.noRoute, .refused, kind, nil, nanoseconds: 0)
        #expect(self.text(counters).contains("{route=\"\",dialect=\"\",kind=\"\(kind.word)\"} 1\n"))
    }

    @Test func goodRepliesOfUpstreamsAreCountedByThemselves() {
        var counters = UpstreamCounters()
        let row = counters.row(upstream: "u")
        // A reply is timed at its head, and judged later, or never.
        for _ in 0..<5 { counters.replied(row: row, nanoseconds: 1_000_000) }
        for _ in 0..<2 { counters.succeeded(row: row) }
        for _ in 0..<9 { counters.failed(row: row, .notLearned) }
        counters.failed(row: row, .timeout)
        var page = MetricsText()
        counters.append(to: &page)
        let text = page.text
        #expect(text.contains("revgate_upstream_results_total{upstream=\"u\",result=\"ok\"} 2\n"))
        #expect(text.contains("revgate_upstream_results_total{upstream=\"u\",result=\"not-learned\"} 9\n"))
        #expect(text.contains("revgate_upstream_results_total{upstream=\"u\",result=\"timeout\"} 1\n"))
        #expect(text.contains("revgate_upstream_duration_seconds_count{upstream=\"u\"} 5\n"))
    }
}

extension String {
    fileprivate func components(of part: String) -> Int {
        self.split(separator: part, omittingEmptySubsequences: false).count - 1
    }
}
