import Revocation

/// An opened store with its view, proven good: what the writer works on until something fails.
struct LedgerStore {
    let view: StoreView
    var fold = Fold()
    var pruner: Pruner

    /// Opens the store, brings what a crash left in the log to the disk, and proves that it takes writes.
    ///
    /// After a crash SQLite takes up commits from the log that may be in the kernel's memory only. The checkpoint
    /// writes them anew and waits for the disk, and so does the probe; only then may a caller be told of them.
    init(path: String, schema: Schema, retain: LedgerPolicy.Retention) throws(StoreFailure) {
        let connection = try StoreConnection(path: path, schema: schema)
        try connection.checkpoint(.truncate)
        let view = try StoreView(connection, schema: schema)
        try connection.transaction { () throws(StoreFailure) in
            try view.refresh()
            // As large as a group's row, so that a full disk is seen here and not by the next callers.
            try connection.execute(
                "INSERT OR REPLACE INTO probe VALUES (1, randomblob(16384))", operation: "prove that it takes writes")
        }
        self.view = view
        self.pruner = Pruner(rule: RetentionRule(retain: retain))
    }
}
