import Revocation

/// One pass over the folded table, a page at a time, that forgets what the retention rule lets go.
struct Pruner {
    /// Rows looked at in one step.
    static let pageSize = 1_024

    private let rule: RetentionRule
    private var cursor: Fingerprint?

    init(rule: RetentionRule) {
        self.rule = rule
    }

    /// Looks at the clock, and then at the next page; false at the end of the table, where the next pass begins, and
    /// when the clock is not to be trusted now.
    mutating func step(
        on view: StoreView, by clock: inout PruneClock, now: Timestamp, monotonic: Int64
    ) throws(StoreFailure) -> Bool {
        switch clock.looked(now: now, monotonic: monotonic, lastPass: try view.connection.lastPrunePass()) {
        case .hold:
            self.cursor = nil
            return false
        case .note:
            try view.connection.prunePassBegan(at: now)
            return false
        case .prune:
            if self.cursor == nil { try view.connection.prunePassBegan(at: now) }
            return try self.forgetPage(on: view, now: now)
        }
    }

    /// A subject that the journal has touched is left for a later pass: what it says may keep it.
    private mutating func forgetPage(on view: StoreView, now: Timestamp) throws(StoreFailure) -> Bool {
        let page = try view.subjects.page(after: self.cursor, limit: Self.pageSize, names: &view.names)
        var dead: [SubjectTable.Row] = []
        for row in page where view.overlay.record(row.fingerprint) == nil {
            // A reference is given new tokens: revoked with its grant it is kept as by a revocation of its own.
            let record = row.record.kind == .reference ? try view.standing(row.record) : row.record
            if self.rule.mayForget(record, now: now) { dead.append(row) }
        }
        if !dead.isEmpty { try Self.forget(dead, on: view) }
        self.cursor = page.count < Self.pageSize ? nil : page.last?.fingerprint
        return self.cursor != nil
    }

    private static func forget(_ rows: [SubjectTable.Row], on view: StoreView) throws(StoreFailure) {
        try view.begin()
        do throws(StoreFailure) {
            var unknown = UnknownClaims()
            var records: [SubjectRecord] = []
            // Asked again under the write lock: another process may have written to it since.
            for row in rows where view.overlay.record(row.fingerprint) == nil {
                try view.subjects.delete(row.fingerprint)
                unknown.replace(row.record, by: nil)
                records.append(row.record)
            }
            try view.counters.add(subjects: -records.count { $0.kind != .grant }, unknown: unknown, names: view.names)
            try view.connection.commit()
            view.forgot(records)
        } catch {
            view.connection.rollback()
            throw error
        }
    }
}

extension StoreConnection {
    fileprivate func lastPrunePass() throws(StoreFailure) -> Timestamp? {
        let statement = try self.prepare("SELECT passed_at FROM prune", operation: "read when it was last pruned")
        return try statement.step() ? Timestamp(milliseconds: statement.integer(0)) : nil
    }

    fileprivate func prunePassBegan(at now: Timestamp) throws(StoreFailure) {
        let statement = try self.prepare(
            "INSERT OR REPLACE INTO prune VALUES (1, ?1)", operation: "record when it was last pruned")
        statement.bind(1, now.milliseconds)
        try self.transaction { () throws(StoreFailure) in try statement.run() }
    }
}
