import Glibc

/// An open file, standard output or standard error, written without waiting where that could be for ever.
struct LineSink: Sendable {
    enum Written {
        case bytes(Int)
        /// A reader did not read.
        case wouldWait
        case failed(Int32)
    }

    /// A pipe that is writable takes this much without waiting (pipe(7), PIPE_BUF).
    static let pieceForReaders = 4_096
    /// Milliseconds to wait for a reader at a time.
    private static let patience: Int32 = 100

    private let descriptor: Int32
    private let isOwned: Bool
    private let device: dev_t
    private let inode: ino_t
    /// A file takes everything at once; a pipe, socket or terminal has a reader who may be slow.
    let hasReader: Bool

    init(descriptor: Int32, isOwned: Bool) {
        self.descriptor = descriptor
        self.isOwned = isOwned
        var status = stat()
        self.hasReader = fstat(descriptor, &status) != 0 || status.st_mode & S_IFMT != S_IFREG
        self.device = status.st_dev
        self.inode = status.st_ino
    }

    /// Whether both are the same file, opened once or twice.
    func isSameFile(as other: LineSink) -> Bool { self.device == other.device && self.inode == other.inode }

    /// Writes some of the bytes. Waits for a reader for ``patience`` at most.
    func write(_ bytes: UnsafeRawBufferPointer) -> Written {
        if self.hasReader {
            var poll = pollfd(fd: self.descriptor, events: Int16(POLLOUT), revents: 0)
            guard Glibc.poll(&poll, 1, Self.patience) > 0 else { return .wouldWait }
        }
        let count = Glibc.write(self.descriptor, bytes.baseAddress, bytes.count)
        guard count < 0 else { return .bytes(count) }
        return errno == EINTR ? .bytes(0) : errno == EAGAIN ? .wouldWait : .failed(errno)
    }

    func close() {
        if self.isOwned { Glibc.close(self.descriptor) }
    }
}
