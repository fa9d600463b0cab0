/// What one event loop counts of exchanges, by route and dialect.
package struct ExchangeCounters: Sendable {
    private static let refusals = ExchangeOutcome.allCases.count
    private static let causes = refusals + RefusalKind.allCases.count
    private static let duration = causes + RefusalCause.allCases.count
    /// The row of exchanges without a route.
    package static let noRoute = 0

    private var rows: CounterRows

    package init() {
        self.rows = CounterRows(width: Self.duration + DurationBuckets.width)
        _ = self.row(route: "", dialect: "")
    }

    /// Looked up once a snapshot and route, not once an exchange.
    package mutating func row(route: String, dialect: String) -> Int {
        self.rows.row([route, dialect])
    }

    package mutating func ended(
        row: Int, _ outcome: ExchangeOutcome, _ refusal: RefusalKind?, _ cause: RefusalCause?, nanoseconds: UInt64
    ) {
        self.rows.add(row: row, cell: outcome.rawValue)
        self.rows.add(nanoseconds: nanoseconds, row: row, histogram: Self.duration)
        if let refusal { self.rows.add(row: row, cell: Self.refusals + refusal.rawValue) }
        if let cause { self.rows.add(row: row, cell: Self.causes + cause.rawValue) }
    }

    /// One item of a batch was refused.
    package mutating func refused(row: Int, _ refusal: RefusalKind) {
        self.rows.add(row: row, cell: Self.refusals + refusal.rawValue)
    }

    package mutating func merge(_ other: ExchangeCounters) {
        self.rows.merge(other.rows)
    }

    /// Series of outcomes and of the usual refusals are there from the start, those of causes once they have happened.
    package func append(to page: inout MetricsText) {
        let routes = Array(self.rows.labels.enumerated())
        page.begin(.exchanges)
        for (row, labels) in routes {
            for outcome in ExchangeOutcome.allCases {
                page.sample(.exchanges, labels + [outcome.word.description], self.rows[row, outcome.rawValue])
            }
        }
        page.begin(.refusals)
        for (row, labels) in routes {
            for kind in RefusalKind.allCases {
                let count = self.rows[row, Self.refusals + kind.rawValue]
                let isUsual = kind.isOfRoutes == (row != Self.noRoute) || kind == .malformedMessage
                guard isUsual || count > 0 else { continue }
                page.sample(.refusals, labels + [kind.word.description], count)
            }
        }
        page.begin(.causes)
        for (row, labels) in routes {
            for cause in RefusalCause.allCases where self.rows[row, Self.causes + cause.rawValue] > 0 {
                page.sample(.causes, labels + [cause.word.description], self.rows[row, Self.causes + cause.rawValue])
            }
        }
        page.begin(.exchangeDuration)
        for (row, labels) in routes {
            page.histogram(
                .exchangeDuration, labels,
                self.rows.cells(of: row, Self.duration..<(Self.duration + DurationBuckets.width)))
        }
    }
}
