/// What is counted of the threads that open and seal bodies beside the event loops, by kind.
package struct KeyOperationCounters: Sendable {
    private enum Result: Int, CaseIterable {
        case ok
        case failed
        case refused

        var word: String {
            switch self {
            case .ok: "ok"
            case .failed: "failed"
            case .refused: "refused"
            }
        }
    }

    private static let duration = Result.allCases.count

    private var rows = CounterRows(width: duration + DurationBuckets.width)

    package init() {
        for kind in KeyOperation.allCases { _ = self.rows.row([kind.word.description]) }
    }

    package mutating func ended(_ kind: KeyOperation, succeeded: Bool, nanoseconds: UInt64) {
        self.rows.add(row: kind.rawValue, cell: succeeded ? Result.ok.rawValue : Result.failed.rawValue)
        self.rows.add(nanoseconds: nanoseconds, row: kind.rawValue, histogram: Self.duration)
    }

    /// It found the queue full.
    package mutating func refused(_ kind: KeyOperation) {
        self.rows.add(row: kind.rawValue, cell: Result.refused.rawValue)
    }

    /// - Parameter waiting: operations that no thread has begun.
    package func append(to page: inout MetricsText, waiting: Int) {
        page.begin(.keyOperations)
        for (row, labels) in self.rows.labels.enumerated() {
            for result in Result.allCases {
                page.sample(.keyOperations, labels + [result.word], self.rows[row, result.rawValue])
            }
        }
        page.begin(.keyOperationDuration)
        for (row, labels) in self.rows.labels.enumerated() {
            page.histogram(
                .keyOperationDuration, labels,
                self.rows.cells(of: row, Self.duration..<(Self.duration + DurationBuckets.width)))
        }
        page.add(.keyOperationsWaiting, waiting)
    }
}
