import GRDB
import GRDBSQLite
import Revocation

/// One connection to the ledger's file: opened and configured through GRDB, used through prepared statements.
///
/// Belongs to one thread at a time. A connection that can write has proven `journal_mode=WAL` and `synchronous=FULL`,
/// or was not opened: a commit that returns is on the disk.
final class StoreConnection {
    /// Milliseconds to wait for another process that writes.
    static let busyTimeout: Int32 = 5_000

    let path: String
    private let queue: DatabaseQueue
    private let turnstile: Turnstile
    private let handle: OpaquePointer
    /// Pages in the write-ahead log after the last commit of this connection.
    private let logPages: UnsafeMutablePointer<Int>
    private let beginStatement: PreparedStatement
    private let commitStatement: PreparedStatement
    private let dataVersionStatement: PreparedStatement

    init(path: String, schema: Schema) throws(StoreFailure) {
        var configuration = Configuration()
        configuration.label = "revgate-ledger"
        configuration.busyMode = .timeout(Double(Self.busyTimeout) / 1000)
        configuration.journalMode = .wal
        let queue: DatabaseQueue
        let handle: OpaquePointer
        do {
            queue = try DatabaseQueue(path: path, configuration: configuration)
            handle = queue.unsafeReentrantWrite { $0.sqliteConnection! }
        } catch let error as DatabaseError {
            throw .sqlite(
                operation: "open \(path)", code: error.extendedResultCode.rawValue, message: error.message ?? "")
        } catch {
            throw .sqlite(operation: "open \(path)", code: SQLITE_CANTOPEN, message: "\(error)")
        }
        // GRDB's observers expect its own statements, and trap on others.
        sqlite3_commit_hook(handle, nil, nil)
        sqlite3_rollback_hook(handle, nil, nil)
        sqlite3_set_authorizer(handle, nil, nil)
        self.path = path
        self.turnstile = try Turnstile(of: path)
        self.queue = queue
        self.handle = handle
        self.beginStatement = try PreparedStatement("BEGIN IMMEDIATE", on: handle, operation: "begin a transaction")
        self.commitStatement = try PreparedStatement("COMMIT", on: handle, operation: "commit")
        self.dataVersionStatement = try PreparedStatement(
            "PRAGMA data_version", on: handle, operation: "look for changes")
        self.logPages = .allocate(capacity: 1)
        self.logPages.initialize(to: 0)
        try self.execute("PRAGMA synchronous = FULL", operation: "make commits durable")
        try self.execute("PRAGMA cache_size = -8192", operation: "size the cache")
        try self.assertDurable()
        try self.migrate(to: schema)
        if let identity = schema.identity { try self.confirm(identity) }
        self.watchLog()
    }

    deinit {
        sqlite3_wal_hook(self.handle, nil, nil)
        self.logPages.deallocate()
    }

    func prepare(_ sql: String, operation: String) throws(StoreFailure) -> PreparedStatement {
        try PreparedStatement(sql, on: self.handle, operation: operation)
    }

    /// Runs one or several statements without parameters.
    func execute(_ sql: String, operation: String) throws(StoreFailure) {
        guard sqlite3_exec(self.handle, sql, nil, nil, nil) == SQLITE_OK else {
            throw .sqlite(
                operation: operation, code: sqlite3_extended_errcode(self.handle),
                message: String(cString: sqlite3_errmsg(self.handle)))
        }
    }

    func integer(_ sql: String, operation: String) throws(StoreFailure) -> Int64 {
        let statement = try self.prepare(sql, operation: operation)
        return try statement.step() ? statement.integer(0) : 0
    }
}

// Transactions.
extension StoreConnection {
    /// Takes the write lock; waits for other processes up to ``busyTimeout``.
    func begin() throws(StoreFailure) {
        self.turnstile.enter()
        defer { self.turnstile.leave() }
        try self.beginStatement.run()
    }

    /// Returns when what was written is durable. Throws when that is not certain: then the connection is to be closed.
    func commit() throws(StoreFailure) {
        try self.commitStatement.run()
    }

    func rollback() {
        sqlite3_exec(self.handle, "ROLLBACK", nil, nil, nil)
    }

    /// All of `body`, or nothing, durable on return.
    func transaction<T>(_ body: () throws(StoreFailure) -> T) throws(StoreFailure) -> T {
        try self.begin()
        do throws(StoreFailure) {
            let result = try body()
            try self.commit()
            return result
        } catch {
            self.rollback()
            throw error
        }
    }

    /// A view of one moment, while others write.
    func snapshot<T>(_ body: () throws(StoreFailure) -> T) throws(StoreFailure) -> T {
        try self.execute("BEGIN DEFERRED", operation: "begin to read")
        defer { self.rollback() }
        return try body()
    }

    /// A number that changes when another connection has changed the file; meaningful inside a transaction.
    func dataVersion() throws(StoreFailure) -> Int64 {
        _ = try self.dataVersionStatement.step()
        defer { self.dataVersionStatement.reset() }
        return self.dataVersionStatement.integer(0)
    }
}

// The write-ahead log.
extension StoreConnection {
    enum Checkpoint: String {
        /// What can be moved without waiting for anybody.
        case passive = "PASSIVE"
        /// Everything; the log is empty behind it, unless somebody reads.
        case truncate = "TRUNCATE"
    }

    var pagesInLog: Int { self.logPages.pointee }

    /// Moves the log into the table file. Somebody in the way is no failure.
    func checkpoint(_ mode: Checkpoint) throws(StoreFailure) {
        do throws(StoreFailure) {
            try self.execute("PRAGMA wal_checkpoint(\(mode.rawValue))", operation: "checkpoint")
        } catch {
            guard error.isBusy else { throw error }
        }
    }

    /// Counts pages where SQLite would checkpoint inside a commit, while callers wait.
    private func watchLog() {
        sqlite3_wal_hook(
            self.handle,
            { context, _, _, pages in
                context?.assumingMemoryBound(to: Int.self).pointee = Int(pages)
                return SQLITE_OK
            }, self.logPages)
    }
}

// What must hold before use.
extension StoreConnection {
    /// GRDB sets NORMAL when it turns the log on, so what counts is asked, not assumed.
    func assertDurable() throws(StoreFailure) {
        let mode = try self.prepare("PRAGMA journal_mode", operation: "read the journal mode")
        _ = try mode.step()
        let synchronous = try self.integer("PRAGMA synchronous", operation: "read the synchronous mode")
        guard mode.text(0) == "wal", synchronous == 2 else {
            throw .notDurable(path: self.path, journalMode: mode.text(0), synchronous: Int(synchronous))
        }
    }

    func schemaVersion() throws(StoreFailure) -> Int {
        Int(try self.integer("PRAGMA user_version", operation: "read the schema version"))
    }

    private func migrate(to schema: Schema) throws(StoreFailure) {
        let version = try self.schemaVersion()
        if version == schema.version || !schema.migrates && (1..<schema.version).contains(version) {
            return try self.assertOurs()
        }
        try self.transaction { () throws(StoreFailure) in
            // Read again: another process may have migrated while this one waited.
            let version = try self.schemaVersion()
            if version > 0 {
                try self.assertOurs()
            } else if try self.integer("SELECT count(*) FROM sqlite_schema", operation: "read the schema") > 0 {
                throw .foreign(path: self.path)
            }
            guard version <= schema.version else {
                throw .newer(path: self.path, version: version, supported: schema.version)
            }
            for migration in schema.migrations[version...] {
                try self.execute(migration.statements, operation: "migrate the store")
                try migration.finish?(self)
            }
            try self.execute(
                """
                PRAGMA application_id = \(Schema.applicationIdentifier);
                PRAGMA user_version = \(schema.version);
                """, operation: "record the schema version")
        }
    }

    /// Under another key every subject would be unknown, and every revocation forgotten: such a store stays closed.
    private func confirm(_ identity: Fingerprint) throws(StoreFailure) {
        let reading = try self.prepare("SELECT mark FROM identity", operation: "read the store's identity")
        if try reading.step() {
            guard reading.fingerprint(0) == identity else { throw .otherKey(path: self.path) }
            return reading.reset()
        }
        reading.reset()
        let writing = try self.prepare(
            "INSERT INTO identity VALUES (1, ?)", operation: "record the store's identity")
        writing.bind(1, identity)
        try writing.run()
    }

    private func assertOurs() throws(StoreFailure) {
        let identifier = try self.integer("PRAGMA application_id", operation: "read the application id")
        guard identifier == Schema.applicationIdentifier else { throw .foreign(path: self.path) }
    }
}
