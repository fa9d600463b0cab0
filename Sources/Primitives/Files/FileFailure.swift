import Glibc

/// Why a protected file could not be read or written: what was tried, on what, and the way out.
package enum FileFailure: Error, Equatable {
    case missing(path: String)
    /// `operation` is the system call, `code` its errno.
    case system(operation: String, path: String, code: Int32)
    case notRegular(path: String)
    /// Group or others hold rights that a secret file must not grant; `mode` is the permission bits found.
    case permissive(path: String, mode: UInt32)
    /// Owned by somebody else than this process's user or root.
    case foreign(path: String, owner: UInt32)
    case tooLarge(path: String, limit: Int)
    /// Another process has held the lock for as long as this one waits.
    case locked(path: String)
}

extension FileFailure: CustomStringConvertible {
    package var description: String {
        switch self {
        case .missing(let path):
            "\(path): no such file"
        case .system(let operation, let path, let code):
            "\(path): \(operation) failed: \(String(cString: strerror(code)))"
        case .notRegular(let path):
            "\(path): not a regular file"
        case .permissive(let path, let mode):
            "\(path): mode \(String(mode, radix: 8)) lets others in; run: chmod go-rwx '\(path)'"
        case .foreign(let path, let owner):
            "\(path): owned by user \(owner), not by the user that runs revgate; run: chown \(getuid()) '\(path)'"
        case .tooLarge(let path, let limit):
            "\(path): larger than \(limit) bytes"
        case .locked(let path):
            "\(path): held by another process for too long; end that one, or try again"
        }
    }
}
