import Glibc

/// The files of a store: made for their owner alone, and refused when others can reach them.
enum StoreFiles {
    static let fileMode: mode_t = 0o600
    static let directoryMode: mode_t = 0o700

    static func exists(_ path: String) -> Bool {
        access(path, F_OK) == 0
    }

    /// Creates what is missing, with modes that no umask loosens or tightens; symbolic links are followed.
    static func prepare(_ path: String) throws(StoreFailure) {
        try Self.createDirectory(of: path)
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, Self.fileMode)
        if descriptor >= 0 {
            defer { close(descriptor) }
            guard fchmod(descriptor, Self.fileMode) == 0 else {
                throw .cannotOpen(path: path, step: "set its mode", errno: errno)
            }
            try Self.synchronizeDirectory(of: path)
        } else if errno != EEXIST {
            throw .cannotOpen(path: path, step: "create it", errno: errno)
        } else if !Self.exists(path), let target = Self.linkTarget(of: path) {
            return try Self.prepare(target)
        }
        try Self.check(path)
    }

    /// Refuses a file that group or others may read or write.
    static func check(_ path: String) throws(StoreFailure) {
        var status = stat()
        guard stat(path, &status) == 0 else { throw .cannotOpen(path: path, step: "read its mode", errno: errno) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw .cannotOpen(path: path, step: "use what is not a regular file", errno: EINVAL)
        }
        guard status.st_mode & 0o077 == 0 else { throw .exposed(path: path, mode: status.st_mode & 0o7777) }
    }

    /// The path without links, so that a store has one lock whatever it is called.
    static func resolved(_ path: String) -> String {
        guard let resolved = realpath(path, nil) else { return path }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    private static func linkTarget(of path: String) -> String? {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let length = readlink(path, &buffer, buffer.count - 1)
        guard length > 0 else { return nil }
        let target = String(decoding: buffer[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return target.hasPrefix("/") ? target : Self.directory(of: path) + "/" + target
    }

    private static func directory(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private static func createDirectory(of path: String) throws(StoreFailure) {
        let directory = Self.directory(of: path)
        guard !Self.exists(directory) else { return }
        try Self.createDirectory(of: directory)
        guard mkdir(directory, Self.directoryMode) == 0 || errno == EEXIST, chmod(directory, Self.directoryMode) == 0
        else { throw .cannotOpen(path: directory, step: "create the directory", errno: errno) }
        try Self.synchronizeDirectory(of: directory)
    }

    private static func synchronizeDirectory(of path: String) throws(StoreFailure) {
        let directory = Self.directory(of: path)
        let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .cannotOpen(path: directory, step: "open the directory", errno: errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .cannotOpen(path: directory, step: "synchronize", errno: errno) }
    }
}
