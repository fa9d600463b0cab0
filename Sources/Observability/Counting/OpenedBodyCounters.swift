/// What one event loop counts of bodies that opened, by consumer and profile: when nobody uses a profile any more, its
/// route can do without it.
package struct OpenedBodyCounters: Sendable {
    /// Pairs at most, each of them names of the configuration; what comes later counts in one row.
    package static let limit = 20_000

    private var rows = CounterRows(width: 1, limit: limit)

    package init() {}

    /// Looked up once a consumer and profile of a snapshot, not once an exchange.
    package mutating func row(consumer: String, profile: String) -> Int {
        self.rows.row([consumer, profile])
    }

    package mutating func opened(row: Int) { self.rows.add(row: row, cell: 0) }

    package mutating func merge(_ other: OpenedBodyCounters) { self.rows.merge(other.rows) }

    package func append(to page: inout MetricsText) {
        page.begin(.openedBodies)
        for (row, labels) in self.rows.labels.enumerated() {
            page.sample(.openedBodies, labels, self.rows[row, 0])
        }
    }
}
