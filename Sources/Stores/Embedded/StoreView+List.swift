import Revocation

/// Some subjects in order of fingerprint, and where the next page begins.
struct SubjectPage {
    var subjects: [SubjectStatus] = []
    /// Nil: there is no next page.
    var next: Fingerprint?
}

extension StoreView {
    /// One subject, read without the overlay: for a command that asks once, beside a gateway with a long journal.
    func status(of fingerprint: Fingerprint) throws(StoreFailure) -> SubjectStatus? {
        try self.connection.snapshot { () throws(StoreFailure) in
            guard let (found, sealed) = try self.subject(fingerprint) else { return nil }
            let record = try found.standing { (other) throws(StoreFailure) in try self.subject(other)?.record }
            return SubjectStatus(fingerprint: fingerprint, record: record, sealedValue: sealed, names: self.names)
        }
    }

    private func subject(
        _ fingerprint: Fingerprint
    ) throws(StoreFailure) -> (record: SubjectRecord, sealedValue: [UInt8])? {
        var record = try self.subjects.record(fingerprint, names: &self.names)
        var sealed = try self.subjects.sealedValue(fingerprint)
        let foldedThrough = try self.journal.foldedThrough()
        try self.eachEntry(after: foldedThrough) { entry in
            guard entry.fingerprint == fingerprint else { return }
            record = record ?? SubjectRecord(kind: entry.kind)
            record?.apply(entry.event)
            if sealed.isEmpty { sealed = entry.sealedValue }
        }
        return record.map { ($0, sealed) }
    }

    /// The next subjects that match, looking at up to `limit` rows of the table and what lies over them.
    func page(_ query: ListQuery, limit: Int) throws(StoreFailure) -> SubjectPage {
        try self.connection.snapshot { () throws(StoreFailure) in
            try self.refresh()
            let rows = try self.subjects.page(
                after: query.after, owner: query.owner, limit: limit, names: &self.names)
            let next = rows.count < limit ? nil : rows.last?.fingerprint
            let owner = query.owner.map { self.names.number(for: $0) }
            let over = self.overlay.sorted(after: query.after) {
                $0.kind != .grant && (owner == nil || $0.facts?.owner == owner)
            }
            let covered = over.prefix { next == nil || $0.fingerprint <= next! }
            let merged = try self.merge(rows, under: covered)
            return SubjectPage(subjects: merged.filter { query.state == nil || $0.state == query.state }, next: next)
        }
    }

    private func merge(
        _ rows: [SubjectTable.Row], under over: ArraySlice<(fingerprint: Fingerprint, record: SubjectRecord)>
    ) throws(StoreFailure) -> [SubjectStatus] {
        var sealed = Dictionary(rows.map { ($0.fingerprint, $0.sealedValue) }) { first, _ in first }
        var missing = Set<Fingerprint>()
        for subject in over where sealed[subject.fingerprint] == nil {
            let value = try self.subjects.sealedValue(subject.fingerprint)
            if value.isEmpty { missing.insert(subject.fingerprint) } else { sealed[subject.fingerprint] = value }
        }
        if !missing.isEmpty {
            try self.eachEntry(after: self.foldedThrough) { entry in
                guard missing.contains(entry.fingerprint), !entry.sealedValue.isEmpty else { return }
                sealed[entry.fingerprint] = entry.sealedValue
            }
        }
        let records = rows.lazy.map { ($0.fingerprint, self.overlay.record($0.fingerprint) ?? $0.record) }
        let all = Dictionary(Array(records) + over.map { ($0.fingerprint, $0.record) }) { _, last in last }
        var found: [SubjectStatus] = []
        for (fingerprint, record) in all.sorted(by: { $0.key < $1.key }) {
            let status = SubjectStatus(
                fingerprint: fingerprint, record: try self.standing(record), sealedValue: sealed[fingerprint] ?? [],
                names: self.names)
            if let status { found.append(status) }
        }
        return found
    }

    private func eachEntry(
        after row: Int64, _ body: (JournalEntry) -> Void
    ) throws(StoreFailure) {
        try self.journal.rows(after: row) { (row, decoder) throws(StoreFailure) in
            while let entry = try self.journal.next(&decoder, of: row, names: &self.names) { body(entry) }
            return true
        }
    }
}
