import Glibc

/// An exclusive lock between processes on a file (made when missing), held until the value goes.
package struct FileLock: ~Copyable {
    private let descriptor: Int32

    /// Waits until nobody else holds the lock.
    package init(waitingFor path: String) throws(FileFailure) {
        self.descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard self.descriptor >= 0 else { throw .system(operation: "open", path: path, code: errno) }
        while flock(self.descriptor, LOCK_EX) != 0 {
            guard errno == EINTR else { throw .system(operation: "flock", path: path, code: errno) }
        }
    }

    deinit {
        close(self.descriptor)
    }
}
