import CoreMetrics
import Observability
import Testing

@Suite struct LibraryMetricsTests {
    private func text(_ backend: LibraryMetrics) -> String {
        var page = MetricsText()
        backend.append(to: &page)
        return page.text
    }

    @Test func instrumentsOfALibraryStandOnThePage() {
        let backend = LibraryMetrics(own: [])
        let dimensions = [("b-label", "2"), ("a", "1")]
        Counter(label: "http.client-requests", dimensions: dimensions, factory: backend).increment(by: 3)
        Counter(label: "http.client-requests", dimensions: dimensions.reversed(), factory: backend).increment()
        Gauge(label: "depth", factory: backend).record(7.5)
        Timer(label: "took", factory: backend).recordNanoseconds(1_500_000_000)
        Meter(label: "level", factory: backend).set(4)
        Recorder(label: "sizes", factory: backend).record(10)
        #expect(
            self.text(backend).split(separator: "\n").filter { !$0.hasPrefix("#") } == [
                "depth 7.5", #"http_client_requests_total{a="1",b_label="2"} 4"#, "level 4", "sizes_sum 10",
                "sizes_count 1", "took_seconds_sum 1.5", "took_seconds_count 1",
            ])
    }

    @Test func aNameKeepsItsFirstTypeAndLabels() {
        let backend = LibraryMetrics(own: [])
        Gauge(label: "x", factory: backend).record(1)
        Recorder(label: "x", factory: backend).record(2)
        Gauge(label: "x", dimensions: [("a", "b")], factory: backend).record(3)
        #expect(self.text(backend).hasSuffix("# TYPE x gauge\nx 1\n"))
    }

    @Test func onlyOwnNamesOfTheTableAreEmitted() {
        let backend = LibraryMetrics(own: [.reloads])
        Counter(label: "revgate_reloads_total", dimensions: [("result", "reloaded")], factory: backend).increment()
        Gauge(label: "revgate_connections", factory: backend).record(1)
        let text = self.text(backend)
        #expect(text.hasPrefix("# HELP revgate_reloads_total \(Metric.reloads.help)\n"))
        #expect(!text.contains("revgate_connections"))
    }

    @Test func instrumentsAreLimited() {
        let backend = LibraryMetrics(own: [])
        for number in 0..<(LibraryMetrics.limit + 10) {
            Counter(label: "c", dimensions: [("n", String(number))], factory: backend).increment()
        }
        #expect(self.text(backend).split(separator: "\n").count == LibraryMetrics.limit + 2)
    }
}
