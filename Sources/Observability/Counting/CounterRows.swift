/// Counters with labels: a row of cells for each combination of label values, all rows in one flat array. A row is
/// looked up when its names come into use, and an event adds to a cell by number.
///
/// Belongs to one event loop; whoever asks is given a copy, and copies of several loops are merged by label values.
/// Rows are never dropped, so that counts survive reloads; how many there can be is bounded.
package struct CounterRows: Sendable {
    /// Rows at most; what comes later counts in one row named ``overflow``.
    package static let limit = 1_000
    package static let overflow = "other"

    private let limit: Int
    /// Cells of a row.
    package let width: Int
    /// Label values, by row.
    package private(set) var labels: [[String]] = []
    private var cells: [UInt64] = []
    private var rows: [[String]: Int] = [:]

    package init(width: Int, limit: Int = CounterRows.limit) {
        self.limit = limit
        self.width = width
    }

    /// The row with these label values, begun when it is not there.
    package mutating func row(_ values: [String]) -> Int {
        if let row = self.rows[values] { return row }
        guard self.labels.count < self.limit || values.first == Self.overflow else {
            return self.row([Self.overflow] + values.dropFirst().map { _ in "" })
        }
        self.rows[values] = self.labels.count
        self.labels.append(values)
        self.cells.append(contentsOf: repeatElement(0, count: self.width))
        return self.labels.count - 1
    }

    package mutating func add(_ amount: UInt64 = 1, row: Int, cell: Int) {
        self.cells[row &* self.width &+ cell] &+= amount
    }

    /// A duration, into a histogram that begins at a cell.
    package mutating func add(nanoseconds: UInt64, row: Int, histogram: Int) {
        self.add(row: row, cell: histogram + DurationBuckets.bucket(ofNanoseconds: nanoseconds))
        self.add(nanoseconds, row: row, cell: histogram + DurationBuckets.sum)
    }

    /// Adds what another loop counted.
    package mutating func merge(_ other: CounterRows) {
        precondition(self.width == other.width, "rows of one kind have the same cells")
        for (source, values) in other.labels.enumerated() {
            let row = self.row(values)
            for cell in 0..<self.width { self.add(other[source, cell], row: row, cell: cell) }
        }
    }

    package subscript(row: Int, cell: Int) -> UInt64 { self.cells[row * self.width + cell] }

    /// The cells of a row from one of them on.
    package func cells(of row: Int, _ range: Range<Int>) -> ArraySlice<UInt64> {
        self.cells[(row * self.width + range.lowerBound)..<(row * self.width + range.upperBound)]
    }
}
