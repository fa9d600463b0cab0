import Glibc
import Primitives

/// Where the access log goes.
package enum AccessLogTarget: Equatable, Sendable {
    case none
    case standardOutput
    case file(String)

    /// What stands in the way of writing it, found without changing anything; nil when nothing does.
    package var fault: String? {
        guard case .file(let path) = self else { return nil }
        var status = stat()
        guard stat(path, &status) == 0 else {
            guard errno == ENOENT else { return "\(path) cannot be opened: \(Self.text(of: errno))" }
            let folder = ProtectedFile.folder(of: path)
            guard access(folder, W_OK | X_OK) == 0 else {
                return "\(path) cannot be made: \(folder): \(Self.text(of: errno))"
            }
            return nil
        }
        if let fault = Self.fault(of: status, path) { return fault }
        guard access(path, W_OK) == 0 else { return "\(path) cannot be written: \(Self.text(of: errno))" }
        return nil
    }

    /// - Returns: nil for no log at all.
    func open() throws(AccessLogFailure) -> AccessLogSink? {
        switch self {
        case .none: return nil
        case .standardOutput: return AccessLogSink(descriptor: STDOUT_FILENO, isOwned: false)
        case .file(let path):
            // A pipe without a reader would be waited for.
            let flags = O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK
            let descriptor = Glibc.open(path, flags, 0o640)
            guard descriptor >= 0 else {
                throw AccessLogFailure(description: "\(path) cannot be opened: \(Self.text(of: errno))")
            }
            var status = stat()
            fstat(descriptor, &status)
            if let fault = Self.fault(of: status, path) {
                close(descriptor)
                throw AccessLogFailure(description: fault)
            }
            return AccessLogSink(descriptor: descriptor, isOwned: true)
        }
    }

    private static func fault(of status: stat, _ path: String) -> String? {
        switch status.st_mode & S_IFMT {
        case S_IFREG, S_IFCHR: nil
        case S_IFDIR: "\(path) is a folder; name a file in it, or - for standard output"
        default: "\(path) is no file; name one, or - for standard output"
        }
    }

    static func text(of code: Int32) -> String { String(cString: strerror(code)) }
}

/// Why the access log cannot be opened.
package struct AccessLogFailure: Error, CustomStringConvertible {
    package let description: String
}

/// An open file or standard output, written without waiting where that could be for ever.
struct AccessLogSink: Sendable {
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
    /// A file takes everything at once; a pipe, socket or terminal has a reader who may be slow.
    let hasReader: Bool

    init(descriptor: Int32, isOwned: Bool) {
        self.descriptor = descriptor
        self.isOwned = isOwned
        var status = stat()
        self.hasReader = fstat(descriptor, &status) != 0 || status.st_mode & S_IFMT != S_IFREG
    }

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
