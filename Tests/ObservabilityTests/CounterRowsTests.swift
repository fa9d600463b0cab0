import Observability
import Testing

@Suite struct CounterRowsTests {
    @Test func rowsOfOneNameAreOne() {
        var rows = CounterRows(width: 2)
        let first = rows.row(["a", "b"])
        #expect(rows.row(["a", "b"]) == first)
        #expect(rows.row(["a", "c"]) != first)
        rows.add(row: first, cell: 1)
        rows.add(5, row: first, cell: 1)
        #expect(rows[first, 1] == 6)
        #expect(rows[first, 0] == 0)
    }

    /// Loops may have met their routes in another order.
    @Test func mergingGoesByNameAndNotByPlace() {
        var left = CounterRows(width: 1)
        left.add(1, row: left.row(["a"]), cell: 0)
        left.add(2, row: left.row(["b"]), cell: 0)
        var right = CounterRows(width: 1)
        right.add(10, row: right.row(["b"]), cell: 0)
        right.add(20, row: right.row(["c"]), cell: 0)
        left.merge(right)
        let counts = ["a", "b", "c"].map { left[left.row([$0]), 0] }
        #expect(counts == [1, 12, 20])
    }

    @Test func namesBeyondTheLimitCountTogether() {
        var rows = CounterRows(width: 1)
        for number in 0..<(CounterRows.limit + 50) { rows.add(row: rows.row(["r\(number)", "d"]), cell: 0) }
        #expect(rows.labels.count == CounterRows.limit + 1)
        let overflow = rows.row(["yet another", "d"])
        #expect(rows.labels[overflow] == ["other", ""])
        #expect(rows[overflow, 0] == 50)
        var merged = CounterRows(width: 1)
        merged.merge(rows)
        #expect(merged[merged.row(["other", ""]), 0] == 50)
    }
}
