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
    func open() throws(AccessLogFailure) -> LineSink? {
        switch self {
        case .none: return nil
        case .standardOutput: return LineSink(descriptor: STDOUT_FILENO, isOwned: false)
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
            return LineSink(descriptor: descriptor, isOwned: true)
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
