import Observability
import Testing

@Suite struct MetricsTextTests {
    private static let metric = Metric("m_total", .counter, ["a"], "A \\ and\na \"line\".")

    @Test func familiesHaveHelpAndType() {
        var page = MetricsText()
        page.begin(Self.metric)
        page.sample(Self.metric, ["x"], 3)
        let text = page.text
        #expect(text == "# HELP m_total A \\\\ and\\na \"line\".\n# TYPE m_total counter\nm_total{a=\"x\"} 3\n")
    }

    @Test(arguments: [("a\"b", #"a\"b"#), ("a\\b", #"a\\b"#), ("a\nb", #"a\nb"#), ("ä}", "ä}")])
    func labelValuesAreEscaped(value: String, written: String) {
        var page = MetricsText()
        page.sample(Self.metric, [value], 1)
        let text = page.text
        #expect(text == "m_total{a=\"\(written)\"} 1\n")
    }

    @Test func numbersAreWrittenAsPrometheusReadsThem() {
        var page = MetricsText()
        let plain = Metric("g", .gauge, "G.")
        for number in [1.5, 2, -3, 1e20, .infinity, .nan] { page.sample(plain, [], number) }
        let text = page.text
        #expect(text == "g 1.5\ng 2\ng -3\ng 1e+20\ng +Inf\ng NaN\n")
    }

    @Test func bucketsAreCumulatedAndTheLastIsTheCount() {
        let metric = Metric("d_seconds", .histogram, "D.")
        var rows = CounterRows(width: DurationBuckets.width)
        let row = rows.row([])
        for time: UInt64 in [1_000, 64_000, 65_000, 20_000_000_000] {
            rows.add(nanoseconds: time, row: row, histogram: 0)
        }
        var page = MetricsText()
        page.histogram(metric, [], rows.cells(of: row, 0..<DurationBuckets.width))
        let lines = page.text.split(separator: "\n")
        #expect(lines.count == DurationBuckets.count + 2)
        #expect(lines[0] == #"d_seconds_bucket{le="0.000064"} 2"#)
        #expect(lines[1] == #"d_seconds_bucket{le="0.000096"} 3"#)
        #expect(lines[DurationBuckets.count - 2] == #"d_seconds_bucket{le="16.777216"} 3"#)
        #expect(lines[DurationBuckets.count - 1] == #"d_seconds_bucket{le="+Inf"} 4"#)
        #expect(lines[DurationBuckets.count] == "d_seconds_sum 20.00013")
        #expect(lines[DurationBuckets.count + 1] == "d_seconds_count 4")
    }

    @Test func theTableNamesEachSeriesOnceInBaseUnits() {
        let names = Metric.table.map(\.name)
        #expect(Set(names).count == names.count)
        for metric in Metric.table {
            #expect((metric.kind == .counter) == metric.name.hasSuffix("_total"), "\(metric.name)")
            #expect(metric.kind != .histogram || metric.name.hasSuffix("_seconds"), "\(metric.name)")
            #expect(metric.name.hasPrefix("revgate_") || metric.name.hasPrefix("process_"), "\(metric.name)")
            #expect(metric.help.hasSuffix("."), "\(metric.name)")
        }
    }
}
