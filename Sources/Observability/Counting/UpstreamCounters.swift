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
                page.sample(.upstreamResults, labels + [result.word.description], self.count(of: result, row: row))
            }
        }
        page.begin(.upstreamDuration)
        for (row, labels) in self.rows.labels.enumerated() {
            page.histogram(.upstreamDuration, labels, self.durations(row: row))
        }
    }

    private func durations(row: Int) -> ArraySlice<UInt64> {
        self.rows.cells(of: row, Self.duration..<(Self.duration + DurationBuckets.width))
    }

    /// Replies are counted in the histogram; those that nothing else was said of were good.
    private func count(of result: UpstreamResult, row: Int) -> UInt64 {
        guard result == .ok else { return self.rows[row, result.rawValue] }
        let replies = self.durations(row: row).prefix(DurationBuckets.count).reduce(0, +)
        let faults = UpstreamResult.allCases.filter { $0 != .ok && $0.isReply }.map { self.rows[row, $0.rawValue] }
        let bad = faults.reduce(0, +)
        return replies > bad ? replies - bad : 0
    }
}
