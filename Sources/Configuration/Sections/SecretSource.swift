import Glibc
package import Primitives

/// Where a secret comes from: the configuration itself never holds one.
package enum SecretSource: Equatable, Sendable {
    case environment(String)
    case file(String)

    /// `env:NAME` or `file:PATH`, the path relative to the configuration's folder.
    init?(_ text: String, folder: String) {
        if text.hasPrefix("env:"), text.utf8.count > 4 {
            self = .environment(String(text.dropFirst(4)))
        } else if text.hasPrefix("file:"), text.utf8.count > 5 {
            self = .file(Configuration.resolve(String(text.dropFirst(5)), in: folder))
        } else {
            return nil
        }
    }

    /// The secret, one trailing newline of a file dropped.
    package func resolve() throws(SecretSourceFailure) -> SecretBytes {
        switch self {
        case .environment(let name):
            guard let value = getenv(name), value.pointee != 0 else { throw .unset(variable: name) }
            let bytes = UnsafeRawBufferPointer(start: value, count: strlen(value))
            return SecretBytes(copying: Span(_unsafeBytes: bytes))
        case .file(let path):
            do throws(FileFailure) {
                return try ProtectedFile.read(path, secrecy: .secret).droppingTrailingNewline()
            } catch {
                throw .file(error)
            }
        }
    }
}

package enum SecretSourceFailure: Error, Equatable {
    case unset(variable: String)
    case file(FileFailure)
}

extension SecretSourceFailure: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unset(let variable): "the environment has no \(variable)"
        case .file(let failure): failure.description
        }
    }
}
