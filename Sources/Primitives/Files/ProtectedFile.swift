import Glibc

/// Files that hold secrets or decide about them: read only when nobody else could have written them, written whole or
/// not at all.
package enum ProtectedFile {
    /// 1 MiB: configuration, keys and consumers stay far below.
    package static let defaultLimit = 1 << 20

    /// Who may have rights on a file that is read.
    package enum Secrecy: Sendable {
        /// Group may read (a mounted secret), nobody else anything.
        case secret
        /// Everybody may read, only the owner write.
        case guarded

        var forbidden: mode_t {
            switch self {
            case .secret: 0o027
            case .guarded: 0o022
            }
        }
    }

    /// Reads a regular file whole after checking owner and mode on the open descriptor.
    package static func read(
        _ path: String, secrecy: Secrecy, limit: Int = defaultLimit
    ) throws(FileFailure) -> SecretBytes {
        // A pipe in its place would otherwise be waited for before it is refused.
        let descriptor = try self.openForReading(path, O_NONBLOCK)
        defer { close(descriptor) }
        try self.checkOwnerAndMode(of: descriptor, path: path, forbidden: secrecy.forbidden)
        return try self.readAll(descriptor, path: path, limit: limit)
    }

    /// Reads a file that an operator names, whoever may read or write it.
    package static func readUnguarded(_ path: String, limit: Int) throws(FileFailure) -> SecretBytes {
        let descriptor = try self.openForReading(path)
        defer { close(descriptor) }
        return try self.readAll(descriptor, path: path, limit: limit)
    }

    /// Reads a descriptor (standard input, say) to its end, without the checks of a file.
    package static func readAll(_ descriptor: Int32, path: String, limit: Int) throws(FileFailure) -> SecretBytes {
        let buffer = SecretBuffer(capacity: 4096)
        while true {
            var code: Int32 = 0
            var count = 0
            buffer.appendUninitialized(4096) { room in
                count = Glibc.read(descriptor, room.baseAddress, room.count)
                code = errno
                return max(count, 0)
            }
            guard count >= 0 else {
                if code == EINTR { continue }
                throw .system(operation: "read", path: path, code: code)
            }
            if count == 0 { return SecretBytes(copying: buffer.bytes) }
            guard buffer.count <= limit else { throw .tooLarge(path: path, limit: limit) }
        }
    }

    /// Replaces a file atomically and durably: temporary file beside it, fsync, rename, fsync of the folder.
    package static func write(
        _ bytes: Span<UInt8>, to path: String, mode: UInt32 = 0o600
    ) throws(FileFailure) {
        let folder = self.folder(of: path)
        // A name of its own: what a crash left behind is nobody's way.
        let temporary = "\(path).\(String(UInt64.random(in: 0 ... .max), radix: 36)).tmp"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw .system(operation: "create", path: temporary, code: errno) }
        do throws(FileFailure) {
            defer { close(descriptor) }
            guard fchmod(descriptor, mode) == 0 else {
                throw .system(operation: "chmod", path: temporary, code: errno)
            }
            try self.writeAll(bytes, to: descriptor, path: temporary)
            guard fsync(descriptor) == 0 else { throw .system(operation: "fsync", path: temporary, code: errno) }
            guard rename(temporary, path) == 0 else { throw .system(operation: "rename", path: path, code: errno) }
        } catch {
            unlink(temporary)
            throw error
        }
        try self.syncFolder(folder)
    }

    /// Makes a folder only its owner can enter, with its parents; an existing one is left as it is.
    package static func makePrivateFolder(_ path: String) throws(FileFailure) {
        var made = ""
        for part in path.split(separator: "/", omittingEmptySubsequences: false) {
            made += made.isEmpty && part.isEmpty ? "/" : (made.isEmpty || made.hasSuffix("/") ? "" : "/") + part
            guard !part.isEmpty else { continue }
            guard mkdir(made, 0o700) == 0 || errno == EEXIST else {
                throw .system(operation: "mkdir", path: made, code: errno)
            }
        }
    }

    package static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// Refuses a folder whose files others could replace.
    package static func checkFolder(_ path: String) throws(FileFailure) {
        var status = stat()
        guard stat(path, &status) == 0 else {
            throw errno == ENOENT ? .missing(path: path) : .system(operation: "stat", path: path, code: errno)
        }
        guard status.st_mode & 0o022 == 0 else { throw .permissive(path: path, mode: status.st_mode & 0o7777) }
        guard status.st_uid == geteuid() || status.st_uid == 0 else {
            throw .foreign(path: path, owner: status.st_uid)
        }
    }

    private static func openForReading(_ path: String, _ flags: Int32 = 0) throws(FileFailure) -> Int32 {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | flags)
        guard descriptor >= 0 else {
            throw errno == ENOENT ? .missing(path: path) : .system(operation: "open", path: path, code: errno)
        }
        return descriptor
    }

    private static func checkOwnerAndMode(
        of descriptor: Int32, path: String, forbidden: mode_t
    ) throws(FileFailure) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .system(operation: "stat", path: path, code: errno) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .notRegular(path: path) }
        guard status.st_mode & forbidden == 0 else { throw .permissive(path: path, mode: status.st_mode & 0o7777) }
        guard status.st_uid == geteuid() || status.st_uid == 0 else {
            throw .foreign(path: path, owner: status.st_uid)
        }
    }

    private static func writeAll(_ bytes: Span<UInt8>, to descriptor: Int32, path: String) throws(FileFailure) {
        var written = 0
        while written < bytes.count {
            let count = bytes.extracting(written...).withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            guard count >= 0 || errno == EINTR else {
                throw .system(operation: "write", path: path, code: errno)
            }
            written += max(count, 0)
        }
    }

    private static func syncFolder(_ path: String) throws(FileFailure) {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system(operation: "open", path: path, code: errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .system(operation: "fsync", path: path, code: errno) }
    }
}
