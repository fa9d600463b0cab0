import Revocation

/// The merged state of a store on one connection: the folded table, and over it what the journal says since.
///
/// Follows what other processes write. Changed in memory as a group is decided, before its commit: a view whose
/// transaction failed no longer matches the file, and is thrown away with its connection.
final class StoreView {
    let connection: StoreConnection
    let subjects: SubjectTable
    let journal: JournalTable
    let counters: CounterTable
    private let schema: Schema

    var names = ConsumerNames()
    var overlay = Overlay()
    private(set) var unknownClaims = UnknownClaims()
    private(set) var filter = FilterScan()
    private(set) var foldedSubjects = 0
    /// The last row whose entries are in the overlay, or folded.
    private(set) var lastRow: Int64 = 0
    private(set) var foldedThrough: Int64 = 0
    private(set) var encoder = JournalEncoder()
    private var dataVersion: Int64 = -1

    init(_ connection: StoreConnection, schema: Schema) throws(StoreFailure) {
        self.connection = connection
        self.schema = schema
        self.subjects = try SubjectTable(connection)
        self.journal = try JournalTable(connection)
        self.counters = try CounterTable(connection)
    }

    func record(_ fingerprint: Fingerprint) throws(StoreFailure) -> SubjectRecord? {
        if let record = self.overlay.record(fingerprint) { return record }
        return try self.foldedRecord(fingerprint)
    }

    /// The record by which a subject is judged.
    func standing(_ record: SubjectRecord) throws(StoreFailure) -> SubjectRecord {
        try record.standing { (fingerprint) throws(StoreFailure) in try self.record(fingerprint) }
    }

    /// What the table alone says.
    func foldedRecord(_ fingerprint: Fingerprint) throws(StoreFailure) -> SubjectRecord? {
        guard self.filter.mayContain(fingerprint) else { return nil }
        return try self.subjects.record(fingerprint, names: &self.names)
    }
}

// Writing: between `begin` and `commit`.
extension StoreView {
    /// The row that the running transaction will append. No number is used twice, not even a swept row's: others tell
    /// by it what they have seen.
    var nextRow: Int64 { max(self.lastRow, self.foldedThrough) + 1 }

    /// Takes the write lock and catches up with what others wrote.
    func begin() throws(StoreFailure) {
        try self.connection.begin()
        do throws(StoreFailure) {
            try self.refresh()
        } catch {
            self.connection.rollback()
            throw error
        }
        self.encoder.reset()
    }

    /// Applies an event to what is known of a subject, and puts it on the row.
    @discardableResult
    func append(
        _ event: SubjectEvent, to fingerprint: Fingerprint, _ kind: RecordKind, before: SubjectRecord?,
        sealedValue: [UInt8]
    ) -> SubjectRecord {
        let place = JournalPlace(row: self.nextRow, offset: self.encoder.length)
        let after = self.apply(event, to: fingerprint, kind, before: before, at: place)
        // The value is on file already when the subject was: it is written once.
        self.encoder.append(
            fingerprint, after.kind, event, sealedValue: before == nil ? sealedValue : [], names: self.names)
        return after
    }

    /// Makes the row durable. With nothing to write there is nothing to wait for.
    func commit() throws(StoreFailure) {
        guard !self.encoder.isEmpty else { return self.connection.rollback() }
        let row = self.nextRow
        do throws(StoreFailure) {
            try self.encoder.withRow { (bytes) throws(StoreFailure) in try self.journal.append(row, bytes) }
            try self.connection.commit()
        } catch {
            self.connection.rollback()
            throw error
        }
        self.lastRow = row
    }

    @discardableResult
    private func apply(
        _ event: SubjectEvent, to fingerprint: Fingerprint, _ kind: RecordKind, before: SubjectRecord?,
        at place: JournalPlace
    ) -> SubjectRecord {
        var record = before ?? SubjectRecord(kind: kind)
        record.apply(event)
        self.unknownClaims.replace(before, by: record)
        self.overlay.set(fingerprint, record, at: place)
        return record
    }
}

// Following.
extension StoreView {
    /// Catches up without the write lock: what takes long is read while others write.
    func catchUp() throws(StoreFailure) {
        try self.connection.snapshot { () throws(StoreFailure) in try self.refresh() }
    }

    /// Catches up with what other connections wrote; inside a transaction.
    func refresh() throws(StoreFailure) {
        let version = try self.connection.dataVersion()
        guard version != self.dataVersion else { return }
        let schemaVersion = try self.connection.schemaVersion()
        guard schemaVersion == self.schema.version || !self.schema.migrates && schemaVersion < self.schema.version
        else {
            throw .newer(path: self.connection.path, version: schemaVersion, supported: self.schema.version)
        }
        let foldedThrough = try self.journal.foldedThrough()
        if self.dataVersion < 0 || foldedThrough > self.lastRow {
            try self.startOver(foldedThrough: foldedThrough)
        } else if foldedThrough != self.foldedThrough {
            // Another process folded rows that are all in the overlay.
            self.filter = FilterScan()
            self.overlay.dropAll(foldedThrough: foldedThrough)
            self.foldedSubjects = try self.counters.read(names: &self.names).subjects
            self.foldedThrough = foldedThrough
        }
        try self.journal.rows(after: self.lastRow) { (row, decoder) throws(StoreFailure) in
            var place = JournalPlace(row: row, offset: decoder.offset)
            while let entry = try self.journal.next(&decoder, of: row, names: &self.names) {
                let before = try self.record(entry.fingerprint)
                self.apply(entry.event, to: entry.fingerprint, entry.kind, before: before, at: place)
                place.offset = decoder.offset
            }
            self.lastRow = row
            return true
        }
        self.dataVersion = version
    }

    /// The first look, or another process folded rows that this view has never seen: what is in memory is stale.
    private func startOver(foldedThrough: Int64) throws(StoreFailure) {
        self.filter = FilterScan()
        self.overlay = Overlay()
        (self.foldedSubjects, self.unknownClaims) = try self.counters.read(names: &self.names)
        self.foldedThrough = foldedThrough
        self.lastRow = foldedThrough
    }

    /// This view's own connection folded some subjects; all their rows up to `row` are in the table.
    func folded(_ fingerprints: some Sequence<Fingerprint>, through row: Int64, newSubjects: Int) {
        self.foldedSubjects += newSubjects
        for fingerprint in fingerprints {
            self.filter.insert(fingerprint)
            self.overlay.drop(fingerprint, foldedThrough: row)
        }
    }

    /// Reads on through the table's keys; true when the filter is complete.
    func scanForFilter(limit: Int) throws(StoreFailure) -> Bool {
        try self.filter.advance(over: self.subjects, limit: limit)
    }

    /// This view's own connection moved the fold's place. Others may have folded a part of the way: their subjects are
    /// in the file's count only.
    func moved(foldedThrough row: Int64) throws(StoreFailure) {
        self.foldedThrough = row
        self.foldedSubjects = try self.counters.read(names: &self.names).subjects
    }

    /// This view's own connection forgot subjects that are not in the overlay.
    func forgot(_ records: [SubjectRecord]) {
        self.foldedSubjects -= records.count { $0.kind != .grant }
        for record in records { self.unknownClaims.replace(record, by: nil) }
    }
}
