import Glibc

/// An exclusive lock between processes on a file (made when missing), held until the value goes.
package struct FileLock: ~Copyable {
    /// Microseconds to wait for another holder, who needs milliseconds unless it was stopped.
    private static let patience: UInt32 = 5_000_000
    private static let pause: UInt32 = 5_000

    private let descriptor: Int32

    /// Waits for another holder, up to five seconds.
    package init(waitingFor path: String) throws(FileFailure) {
        self.descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard self.descriptor >= 0 else { throw .system(operation: "open", path: path, code: errno) }
        var waited: UInt32 = 0
        while flock(self.descriptor, LOCK_EX | LOCK_NB) != 0 {
            let code = errno
            guard code == EINTR || code == EWOULDBLOCK, waited < Self.patience else {
                close(self.descriptor)
                throw code == EWOULDBLOCK
                    ? .locked(path: path) : .system(operation: "flock", path: path, code: code)
            }
            usleep(Self.pause)
            waited += Self.pause
        }
    }

    deinit {
        close(self.descriptor)
    }
}
