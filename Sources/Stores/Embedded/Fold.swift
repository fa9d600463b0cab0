import Revocation

/// Moves old journal rows into the table, a small step at a time: load some rows, apply them sorted by fingerprint,
/// delete them.
///
/// A crash between steps is harmless. Rows stay until all their entries are applied, and applying twice changes
/// nothing. Each step costs a few milliseconds, so that callers can be served in between.
///
/// Another process may fold between two steps. A batch therefore belongs to the place where it began: every step looks
/// where the file's fold stands now, and a batch that was overtaken is given up.
struct Fold {
    /// Subjects a batch: the more are sorted together, the more of them share a page of the table.
    static let batchSize = 262_144
    /// Bytes of sealed values a batch holds in memory.
    static let batchBytes = 64 << 20
    /// Entries a step of loading.
    static let loadSize = 2_048
    /// Subjects a step of applying.
    static let chunkSize = 512
    /// Rows a step of deleting.
    static let sweepSize = 128

    /// Loading → applying → sweeping → resting, and again from loading.
    private enum Phase {
        case resting
        case loading(Batch)
        case applying(Batch)
        case sweeping
    }

    /// A class, so that a phase holds its many entries without copying them.
    fileprivate final class Batch {
        var entries: [JournalEntry] = []
        var bytes = 0
        /// Where the file's fold stood when the batch began.
        let start: Int64
        var lastRow: Int64
        /// Places in `entries`, by fingerprint and then by age.
        var order: [Int32] = []
        var place = 0

        init(start: Int64) {
            self.start = start
            self.lastRow = start
        }

        var isFull: Bool { self.entries.count >= Fold.batchSize || self.bytes >= Fold.batchBytes }
    }

    private var phase = Phase.resting

    /// A batch is under way.
    var isUnderWay: Bool { if case .resting = self.phase { false } else { true } }

    init() {}

    /// Does one step, if there is one to do; false: all that the view has seen is folded and swept.
    mutating func step(on view: StoreView) throws(StoreFailure) -> Bool {
        let phase = self.phase
        self.phase = .resting
        switch phase {
        case .resting:
            guard view.lastRow > view.foldedThrough else { return false }
            self.phase = try Self.load(Batch(start: view.foldedThrough), on: view)
        case .loading(let batch):
            self.phase = try Self.load(batch, on: view)
        case .applying(let batch):
            self.phase = try Self.apply(batch, on: view)
        case .sweeping:
            let swept = try view.connection.transaction { () throws(StoreFailure) in
                try view.journal.sweep(limit: Self.sweepSize)
            }
            if swept == Self.sweepSize { self.phase = .sweeping }
        }
        return true
    }

    private static func load(_ batch: Batch, on view: StoreView) throws(StoreFailure) -> Phase {
        try view.connection.snapshot { () throws(StoreFailure) in
            // What is loaded has to be in the overlay too.
            try view.refresh()
            guard view.foldedThrough == batch.start else { return .resting }
            let start = batch.entries.count
            var isAll = true
            try view.journal.rows(after: batch.lastRow) { (row, decoder) throws(StoreFailure) in
                while let entry = try view.journal.next(&decoder, of: row, names: &view.names) {
                    batch.bytes += entry.sealedValue.count
                    batch.entries.append(entry)
                }
                batch.lastRow = row
                isAll = !batch.isFull && batch.entries.count - start < Self.loadSize
                return isAll
            }
            guard isAll || batch.isFull else { return .loading(batch) }
            // No row is left up to the last that the view knows of, so that the fold ends there whatever is missing.
            if isAll { batch.lastRow = max(batch.lastRow, view.lastRow) }
            batch.sort()
            return .applying(batch)
        }
    }

    private static func apply(_ batch: Batch, on view: StoreView) throws(StoreFailure) -> Phase {
        var fingerprints: [Fingerprint] = []
        var newSubjects = 0
        let isCurrent = try view.connection.transaction { () throws(StoreFailure) in
            try view.refresh()
            guard view.foldedThrough == batch.start else { return false }
            var unknown = UnknownClaims()
            while fingerprints.count < Self.chunkSize, let subject = batch.nextSubject() {
                let isNew = try Self.write(subject, of: batch.entries, on: view, &unknown)
                let first = batch.entries[Int(subject[subject.startIndex])]
                newSubjects += isNew && first.kind != .grant ? 1 : 0
                fingerprints.append(first.fingerprint)
            }
            try view.counters.add(subjects: newSubjects, unknown: unknown, names: view.names)
            if batch.isApplied { try view.journal.advanceFold(to: batch.lastRow) }
            return true
        }
        guard isCurrent else { return .resting }
        view.folded(fingerprints, through: batch.lastRow, newSubjects: newSubjects)
        guard batch.isApplied else { return .applying(batch) }
        try view.moved(foldedThrough: batch.lastRow)
        return .sweeping
    }

    /// Merges one subject's entries into its row; true when the row is new.
    private static func write(
        _ subject: ArraySlice<Int32>, of entries: [JournalEntry], on view: StoreView, _ unknown: inout UnknownClaims
    ) throws(StoreFailure) -> Bool {
        let first = entries[Int(subject[subject.startIndex])]
        let before = try view.foldedRecord(first.fingerprint)
        var record = before ?? SubjectRecord(kind: first.kind)
        for index in subject { record.apply(entries[Int(index)].event) }
        unknown.replace(before, by: record)
        if before == nil {
            let sealed = subject.lazy.map { entries[Int($0)].sealedValue }.first { !$0.isEmpty } ?? []
            try view.subjects.insert(first.fingerprint, record, sealedValue: sealed, names: view.names)
        } else if before != record {
            try view.subjects.update(first.fingerprint, record, names: view.names)
        }
        return before == nil
    }
}

extension Fold.Batch {
    fileprivate var isApplied: Bool { self.place == self.order.count }

    /// By fingerprint, and for each by age. Sorted are keys of their own: entries are large, and far apart.
    fileprivate func sort() {
        var keys = self.entries.indices.map { (fingerprint: self.entries[$0].fingerprint, place: Int32($0)) }
        keys.sort { left, right in
            left.fingerprint == right.fingerprint ? left.place < right.place : left.fingerprint < right.fingerprint
        }
        self.order = keys.map(\.place)
    }

    /// The places of the next subject's entries, or nil behind the last.
    fileprivate func nextSubject() -> ArraySlice<Int32>? {
        guard self.place < self.order.count else { return nil }
        let start = self.place
        let fingerprint = self.entries[Int(self.order[start])].fingerprint
        while self.place < self.order.count, self.entries[Int(self.order[self.place])].fingerprint == fingerprint {
            self.place += 1
        }
        return self.order[start..<self.place]
    }
}
