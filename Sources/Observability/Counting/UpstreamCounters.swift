/// What one event loop counts of requests to upstreams, by upstream.
package struct UpstreamCounters: Sendable {
    private static let duration = UpstreamResult.allCases.count

    private var rows = CounterRows(width: duration + DurationBuckets.width)

    package init() {}

    /// Looked up once a pool.
    package mutating func row(upstream: String) -> Int {
        self.rows.row([upstream])
    }

    /// A reply came, good or bad.
    package mutating func replied(row: Int, nanoseconds: UInt64) {
        self.rows.add(nanoseconds: nanoseconds, row: row, histogram: Self.duration)
    }

    /// A reply was what was asked for.
    package mutating func succeeded(row: Int) {
        self.rows.add(row: row, cell: UpstreamResult.ok.rawValue)
    }

    /// A reply was not what was asked for, or a call ended without one.
    package mutating func failed(row: Int, _ result: UpstreamResult) {
        self.rows.add(row: row, cell: result.rawValue)
    }

    package mutating func merge(_ other: UpstreamCounters) {
        self.rows.merge(other.rows)
    }

    package func append(to page: inout MetricsText) {
        page.begin(.upstreamResults)
        for (row, labels) in self.rows.labels.enumerated() {
            for result in UpstreamResult.allCases {
                page.sample(.upstreamResults, labels + [result.word.description], self.rows[row, result.rawValue])
            }
        }
        page.begin(.upstreamDuration)
        for (row, labels) in self.rows.labels.enumerated() {
            page.histogram(.upstreamDuration, labels,
                self.rows.cells(of: row, Self.duration..<(Self.duration + DurationBuckets.width)))
        }
    }
}
