import Glibc

/// Why a store did not do what was asked. Every case says, to an operator, what, where, and the way out.
package enum StoreFailure: Error, Equatable, Sendable {
    /// Creating or opening the file failed before SQLite saw it.
    case cannotOpen(path: String, step: String, errno: Int32)
    /// Group or others can reach the file.
    case exposed(path: String, mode: UInt32)
    /// Another gateway serves from this store.
    case inUse(path: String)
    /// The file is a database, but not one of ours.
    case foreign(path: String)
    /// The store was begun under another key than the key directory holds now.
    case otherKey(path: String)
    /// A newer build has migrated the store.
    case newer(path: String, version: Int, supported: Int)
    /// The connection would acknowledge what is not durable.
    case notDurable(path: String, journalMode: String, synchronous: Int)
    /// A stored record cannot be what we wrote.
    case damaged(path: String, what: String)
    /// SQLite refused: its extended result code and message.
    case sqlite(operation: String, code: Int32, message: String)
}

extension StoreFailure: CustomStringConvertible {
    package var description: String {
        switch self {
        case .cannotOpen(let path, let step, let errno):
            "\(path): cannot \(step): \(String(cString: strerror(errno)))"
        case .exposed(let path, let mode):
            "\(path): mode \(String(mode, radix: 8)) lets group or others in; run: chmod 600 \(path)"
        case .inUse(let path):
            "\(path): another gateway serves from this store; stop it, or configure another store"
        case .foreign(let path):
            "\(path): not a Revgate ledger; configure another file as store"
        case .otherKey(let path):
            "\(path): its tokens are named under another key than keys/revgate.subjects.json; restore the key directory "
                + "that belongs to this store"
        case .newer(let path, let version, let supported):
            "\(path): ledger version \(version) is newer than \(supported), the newest this build reads; "
                + "use the build that wrote it, or a later one"
        case .notDurable(let path, let journalMode, let synchronous):
            "\(path): journal_mode \(journalMode) and synchronous \(synchronous), where durable answers need wal and 2; "
                + "move the store to a local file system"
        case .damaged(let path, let what):
            "\(path): damaged: \(what); restore the store from a backup"
        case .sqlite(let operation, let code, let message):
            "the store failed to \(operation): \(message) (SQLite \(code))"
        }
    }

    /// Another process holds the write lock for longer than we wait; nothing was changed, and it may be tried again.
    var isBusy: Bool {
        guard case .sqlite(_, let code, _) = self else { return false }
        return code & 0xFF == 5
    }
}
