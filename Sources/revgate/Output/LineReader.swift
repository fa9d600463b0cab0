import Foundation
import Primitives

/// Reads a file or standard input line by line in bounded memory. Lines may hold secrets and are wiped.
final class LineReader {
    private static let maximumLine = 256 * 1024
    private static let chunk = 256 * 1024

    private let path: String
    private let descriptor: Int32
    private let buffer = SecretBuffer(capacity: 2 * chunk)
    private var start = 0
    private var hasEnded = false
    /// Bytes read so far.
    private(set) var position = 0
    /// Bytes in all, where that is known.
    let size: Int?

    init(_ path: String) throws(CommandFailure) {
        self.path = path == "-" ? "standard input" : path
        self.descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
        guard self.descriptor >= 0 else {
            throw CommandFailure(
                .inputOutput, FileFailure.system(operation: "open", path: path, code: errno).description)
        }
        var status = stat()
        let isRegular = fstat(self.descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
        self.size = isRegular ? Int(status.st_size) : nil
    }

    deinit {
        if self.descriptor != STDIN_FILENO { Foundation.close(self.descriptor) }
    }

    /// The next line without its line break; nil at the end.
    func next() throws(CommandFailure) -> SecretBytes? {
        var searched = self.start
        while true {
            let buffer = self.buffer
            let bytes = buffer.bytes
            for index in searched..<bytes.count where bytes[index] == UInt8(ascii: "\n") {
                defer { self.start = index + 1 }
                return SecretBytes(copying: bytes.extracting(self.start..<index))
            }
            guard !self.hasEnded else { return self.takeRest() }
            guard bytes.count - self.start <= Self.maximumLine else {
                throw CommandFailure(.inputOutput, "\(self.path): a line is longer than \(Self.maximumLine) bytes")
            }
            searched = bytes.count - self.start
            try self.fill()
        }
    }

    private func takeRest() -> SecretBytes? {
        let buffer = self.buffer
        let bytes = buffer.bytes
        guard self.start < bytes.count else { return nil }
        defer { self.start = bytes.count }
        return SecretBytes(copying: bytes.extracting(self.start...))
    }

    private func fill() throws(CommandFailure) {
        let buffer = self.buffer
        let bytes = buffer.bytes
        let rest = SecretBytes(copying: bytes.extracting(self.start...))
        buffer.wipe()
        buffer.append(rest.bytes)
        self.start = 0
        var code: Int32 = 0
        var count = 0
        repeat {
            self.buffer.appendUninitialized(Self.chunk) { room in
                count = read(self.descriptor, room.baseAddress, room.count)
                code = errno
                return max(count, 0)
            }
        } while count < 0 && code == EINTR
        guard count >= 0 else {
            throw CommandFailure(
                .inputOutput, FileFailure.system(operation: "read", path: self.path, code: code).description)
        }
        self.hasEnded = count == 0
        self.position += count
    }
}

extension SecretBytes {
    var isBlank: Bool {
        let bytes = self.bytes
        for index in bytes.indices where !" \t\r".utf8.contains(bytes[index]) { return false }
        return true
    }
}
