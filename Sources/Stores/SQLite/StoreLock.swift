import Glibc

/// Who works on a store: a `flock` on `<store>.lock`. A gateway holds it alone for its lifetime; a command shares it
/// while it folds, and does not fold beside a gateway. Of commands one folds at a time: it holds `<store>.fold` alone.
///
/// Released by the kernel when the process dies, however it dies.
final class StoreLock: Sendable {
    private let descriptor: Int32
    /// Among commands that fold; held for what its own lock covers.
    private let turn: StoreLock?

    private init(descriptor: Int32, turn: StoreLock? = nil) {
        self.descriptor = descriptor
        self.turn = turn
    }

    deinit {
        close(self.descriptor)
    }

    /// Lets go before the value does; repeating it does nothing.
    func release() {
        flock(self.descriptor, LOCK_UN)
        self.turn?.release()
    }

    /// Takes the gateway's lock. Commands that fold at this moment are waited for: they let go between pieces.
    static func forGateway(of path: String) throws(StoreFailure) -> StoreLock {
        let descriptor = try Self.open(path, ".lock")
        let lock = StoreLock(descriptor: descriptor)
        for _ in 0..<500 {
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return lock }
            // Shared refused: somebody holds it alone, and that is a gateway.
            if flock(descriptor, LOCK_SH | LOCK_NB) != 0 { break }
            flock(descriptor, LOCK_UN)
            usleep(10_000)
        }
        throw .inUse(path: path)
    }

    /// Nil while a gateway runs, or another command folds: that one folds for this one too.
    static func forFolding(of path: String) throws(StoreFailure) -> StoreLock? {
        let turn = StoreLock(descriptor: try Self.open(path, ".fold"))
        guard flock(turn.descriptor, LOCK_EX | LOCK_NB) == 0 else { return nil }
        let lock = StoreLock(descriptor: try Self.open(path, ".lock"), turn: turn)
        return flock(lock.descriptor, LOCK_SH | LOCK_NB) == 0 ? lock : nil
    }

    private static func open(_ path: String, _ suffix: String) throws(StoreFailure) -> Int32 {
        let lockPath = StoreFiles.resolved(path) + suffix
        let descriptor = Glibc.open(lockPath, O_RDWR | O_CREAT | O_CLOEXEC, StoreFiles.fileMode)
        guard descriptor >= 0 else { throw .cannotOpen(path: lockPath, step: "open it", errno: errno) }
        fchmod(descriptor, StoreFiles.fileMode)
        return descriptor
    }
}
