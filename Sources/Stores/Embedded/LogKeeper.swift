import Synchronization

/// A second connection that only stays open, so that the write-ahead log outlives a writer that had to be closed.
///
/// With no connection left, opening the file again would read the log anew, and take up a group whose fsync failed:
/// commits that the kernel still shows and the disk may never have got. With this one left the log's index goes on
/// saying where the last durable commit ends, and the next write replaces what lies behind.
///
/// Safe to share: the connection is never used between opening and closing, and closing is guarded by the mutex.
final class LogKeeper: @unchecked Sendable {
    private let guarded = Mutex(())
    private var connection: StoreConnection?

    init(path: String, schema: Schema) throws(StoreFailure) {
        // Opening reads the schema version, and with it the log.
        self.connection = try StoreConnection(path: path, schema: schema)
    }

    func close() {
        self.guarded.withLock { _ in self.connection = nil }
    }
}
