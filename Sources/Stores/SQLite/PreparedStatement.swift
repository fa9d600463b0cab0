import GRDBSQLite
import Revocation

/// One compiled statement of one connection; used on the connection's thread only, gone before it.
///
/// Bind, step until false, and reset: the next use starts clean. Columns and parameters count as SQLite counts them:
/// columns from 0, parameters from 1.
final class PreparedStatement {
    private let handle: OpaquePointer
    private let operation: String

    /// - Parameter operation: what an operator is told if it fails, as an infinitive: "read the journal".
    init(_ sql: String, on connection: OpaquePointer, operation: String) throws(StoreFailure) {
        var handle: OpaquePointer?
        let code = sqlite3_prepare_v3(connection, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &handle, nil)
        guard code == SQLITE_OK, let handle else {
            throw .sqlite(
                operation: operation, code: sqlite3_extended_errcode(connection),
                message: String(cString: sqlite3_errmsg(connection)))
        }
        self.handle = handle
        self.operation = operation
    }

    deinit {
        sqlite3_finalize(self.handle)
    }

    /// True: a row is there.
    func step() throws(StoreFailure) -> Bool {
        let code = sqlite3_step(self.handle)
        switch code {
        case SQLITE_ROW:
            return true
        case SQLITE_DONE:
            return false
        default:
            let connection = sqlite3_db_handle(self.handle)
            let failure = StoreFailure.sqlite(
                operation: self.operation, code: sqlite3_extended_errcode(connection),
                message: String(cString: sqlite3_errmsg(connection)))
            sqlite3_reset(self.handle)
            throw failure
        }
    }

    func reset() {
        sqlite3_reset(self.handle)
    }

    /// Runs a statement that returns no row of interest.
    func run() throws(StoreFailure) {
        while try self.step() {}
        self.reset()
    }
}

// Parameters.
extension PreparedStatement {
    // SQLITE_TRANSIENT, which is a cast macro: SQLite copies the bytes at once.
    private static var transient: sqlite3_destructor_type { unsafeBitCast(-1, to: sqlite3_destructor_type.self) }

    func bind(_ index: Int32, _ value: Int64?) {
        guard let value else {
            sqlite3_bind_null(self.handle, index)
            return
        }
        sqlite3_bind_int64(self.handle, index, value)
    }

    func bind(_ index: Int32, _ fingerprint: Fingerprint?) {
        guard let fingerprint else {
            sqlite3_bind_null(self.handle, index)
            return
        }
        var words = (fingerprint.high.bigEndian, fingerprint.low.bigEndian)
        withUnsafeBytes(of: &words) { bytes in
            _ = sqlite3_bind_blob(self.handle, index, bytes.baseAddress, Int32(bytes.count), Self.transient)
        }
    }

    func bind(_ index: Int32, text: String?) {
        guard let text else {
            sqlite3_bind_null(self.handle, index)
            return
        }
        // Counted, so that a NUL does not end it.
        sqlite3_bind_text64(
            self.handle, index, text, UInt64(text.utf8.count), Self.transient, UInt8(SQLITE_UTF8))
    }

    func bind(_ index: Int32, bytes: [UInt8]) {
        bytes.withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress, !bytes.isEmpty else {
                sqlite3_bind_zeroblob(self.handle, index, 0)
                return
            }
            sqlite3_bind_blob64(self.handle, index, base, UInt64(bytes.count), Self.transient)
        }
    }

    /// Runs with bytes that SQLite reads in place: for large blobs.
    func run(lending bytes: UnsafeRawBufferPointer, as index: Int32) throws(StoreFailure) {
        // A nil destructor is SQLITE_STATIC: the bytes outlive the step, and the binding is cleared behind it.
        sqlite3_bind_blob64(self.handle, index, bytes.baseAddress, UInt64(bytes.count), nil)
        defer { sqlite3_bind_null(self.handle, index) }
        try self.run()
    }
}

// Columns.
extension PreparedStatement {
    func isNull(_ column: Int32) -> Bool {
        sqlite3_column_type(self.handle, column) == SQLITE_NULL
    }

    func integer(_ column: Int32) -> Int64 {
        sqlite3_column_int64(self.handle, column)
    }

    func optionalInteger(_ column: Int32) -> Int64? {
        self.isNull(column) ? nil : self.integer(column)
    }

    func text(_ column: Int32) -> String {
        guard let base = sqlite3_column_text(self.handle, column) else { return "" }
        let count = Int(sqlite3_column_bytes(self.handle, column))
        return String(decoding: UnsafeBufferPointer(start: base, count: count), as: UTF8.self)
    }

    /// Valid until the next step or reset.
    func blob(_ column: Int32) -> UnsafeRawBufferPointer {
        let base = sqlite3_column_blob(self.handle, column)
        return UnsafeRawBufferPointer(start: base, count: Int(sqlite3_column_bytes(self.handle, column)))
    }

    func fingerprint(_ column: Int32) -> Fingerprint? {
        let bytes = self.blob(column)
        guard bytes.count == 16 else { return nil }
        return Fingerprint(
            high: UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)),
            low: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
    }
}
