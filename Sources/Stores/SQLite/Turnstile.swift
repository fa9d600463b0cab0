import Glibc

/// Whose turn it is to ask SQLite for the write lock: a `flock` on `<store>.turn`, held while asking.
///
/// SQLite serves whoever happens to ask at the right moment, so a gateway that writes group after group would starve
/// the commands beside it. Whoever is in the turnstile is next; the gateway's following group waits behind it.
final class Turnstile {
    /// A process that was stopped inside must not stop the others: after this they go on without.
    private static let patience: UInt32 = 1_000_000
    private static let pause: UInt32 = 250

    private let descriptor: Int32

    init(of path: String) throws(StoreFailure) {
        let turnPath = StoreFiles.resolved(path) + ".turn"
        self.descriptor = open(turnPath, O_RDWR | O_CREAT | O_CLOEXEC, StoreFiles.fileMode)
        guard self.descriptor >= 0 else { throw .cannotOpen(path: turnPath, step: "open it", errno: errno) }
    }

    deinit {
        close(self.descriptor)
    }

    /// Waits for the turn; microseconds are all it costs when nobody else asks.
    func enter() {
        var waited: UInt32 = 0
        while flock(self.descriptor, LOCK_EX | LOCK_NB) != 0, waited < Self.patience {
            usleep(Self.pause)
            waited += Self.pause
        }
    }

    func leave() {
        flock(self.descriptor, LOCK_UN)
    }
}
