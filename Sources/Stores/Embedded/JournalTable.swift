import Revocation

/// The journal's rows: appended by whoever writes, read by whoever follows, deleted once they are folded.
final class JournalTable {
    private let path: String
    private let appendStatement: PreparedStatement
    private let readStatement: PreparedStatement
    private let rowStatement: PreparedStatement
    private let lastStatement: PreparedStatement
    private let foldedStatement: PreparedStatement
    private let setFoldedStatement: PreparedStatement
    private let sweepStatement: PreparedStatement

    init(_ connection: StoreConnection) throws(StoreFailure) {
        self.path = connection.path
        self.appendStatement = try connection.prepare("INSERT INTO journal VALUES (?1, ?2)", operation: "append a row")
        self.readStatement = try connection.prepare(
            "SELECT seq, entries FROM journal WHERE seq > ?1 ORDER BY seq", operation: "read the journal")
        self.rowStatement = try connection.prepare(
            "SELECT entries FROM journal WHERE seq = ?1", operation: "read the journal")
        self.lastStatement = try connection.prepare("SELECT max(seq) FROM journal", operation: "read the journal")
        self.foldedStatement = try connection.prepare(
            "SELECT folded_through FROM fold", operation: "read the fold's place")
        self.setFoldedStatement = try connection.prepare(
            "UPDATE fold SET folded_through = max(folded_through, ?1)", operation: "move the fold's place")
        self.sweepStatement = try connection.prepare(
            """
            DELETE FROM journal WHERE seq IN
                (SELECT seq FROM journal WHERE seq <= (SELECT folded_through FROM fold) ORDER BY seq LIMIT ?1)
            RETURNING 1
            """, operation: "delete folded rows")
    }

    func append(_ row: Int64, _ entries: UnsafeRawBufferPointer) throws(StoreFailure) {
        self.appendStatement.bind(1, row)
        try self.appendStatement.run(lending: entries, as: 2)
    }

    /// The rows behind one, in order, until `each` returns false; entries are valid during the call.
    func rows(
        after row: Int64, each: (Int64, inout JournalDecoder) throws(StoreFailure) -> Bool
    ) throws(StoreFailure) {
        self.readStatement.bind(1, row)
        defer { self.readStatement.reset() }
        while try self.readStatement.step() {
            let row = self.readStatement.integer(0)
            var decoder: JournalDecoder
            do throws(JournalDecoder.Fault) {
                decoder = try JournalDecoder(self.readStatement.blob(1))
            } catch {
                throw self.damage(row, error)
            }
            guard try each(row, &decoder) else { return }
        }
    }

    /// The sealed value of the entry at a place; empty when there is no such row, or the entry is of another subject.
    func sealedValue(at place: JournalPlace, of fingerprint: Fingerprint) throws(StoreFailure) -> [UInt8] {
        self.rowStatement.bind(1, place.row)
        defer { self.rowStatement.reset() }
        guard try self.rowStatement.step() else { return [] }
        do throws(JournalDecoder.Fault) {
            return try JournalDecoder.sealedValue(at: place.offset, of: fingerprint, in: self.rowStatement.blob(0))
        } catch {
            throw self.damage(place.row, error)
        }
    }

    /// The next entry of a row, or nil; a fault names the row.
    func next(
        _ decoder: inout JournalDecoder, of row: Int64, names: inout ConsumerNames
    ) throws(StoreFailure) -> JournalEntry? {
        do throws(JournalDecoder.Fault) {
            return try decoder.next(&names)
        } catch {
            throw self.damage(row, error)
        }
    }

    /// 0 when there is none.
    func last() throws(StoreFailure) -> Int64 {
        _ = try self.lastStatement.step()
        defer { self.lastStatement.reset() }
        return self.lastStatement.integer(0)
    }

    /// Rows up to this one are in the table, whether or not they are deleted yet.
    func foldedThrough() throws(StoreFailure) -> Int64 {
        _ = try self.foldedStatement.step()
        defer { self.foldedStatement.reset() }
        return self.foldedStatement.integer(0)
    }

    /// Never moves back: the numbers up to this one are spent.
    func advanceFold(to row: Int64) throws(StoreFailure) {
        self.setFoldedStatement.bind(1, row)
        try self.setFoldedStatement.run()
    }

    /// Deletes up to `limit` rows that the file says are folded; returns how many there were.
    func sweep(limit: Int) throws(StoreFailure) -> Int {
        self.sweepStatement.bind(1, Int64(limit))
        defer { self.sweepStatement.reset() }
        var count = 0
        while try self.sweepStatement.step() { count += 1 }
        return count
    }

    private func damage(_ row: Int64, _ fault: JournalDecoder.Fault) -> StoreFailure {
        .damaged(path: self.path, what: "journal row \(row): \(fault.rawValue)")
    }
}
