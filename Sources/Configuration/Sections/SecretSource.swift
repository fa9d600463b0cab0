package import Envelopes
import Glibc
package import Primitives

/// Where a secret comes from: the configuration itself never holds one.
package enum SecretSource: Equatable, Sendable {
    case environment(String)
    case file(String)
    /// A key of the key directory: its active version.
    case key(String)

    /// What is said to a secret that stands in the configuration.
    static let misplaced = "a secret is never written here; use env:NAME, file:PATH or the name of a key"

    /// `env:NAME`, `file:PATH`, the path relative to the configuration's folder, or the name of a key.
    init?(_ text: String, folder: String) {
        if text.hasPrefix("env:"), text.utf8.count > 4 {
            self = .environment(String(text.dropFirst(4)))
        } else if text.hasPrefix("file:"), text.utf8.count > 5 {
            self = .file(Configuration.resolve(String(text.dropFirst(5)), in: folder))
        } else if KeyName.isValid(text) {
            self = .key(text)
        } else {
            return nil
        }
    }

    /// The secret, one trailing newline of a file dropped.
    package func resolve(in directory: KeyDirectory) throws(SecretSourceFailure) -> SecretBytes {
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
        case .key(let name):
            let key: NamedKey
            do throws(KeyDirectoryFailure) {
                key = try directory.load(name)
            } catch .unknown {
                throw .unknownKey
            } catch {
                throw .key(error)
            }
            guard let material = key.active?.material?.octets else { throw .inactiveKey(name) }
            return material
        }
    }
}

package enum SecretSourceFailure: Error, Equatable {
    case unset(variable: String)
    case file(FileFailure)
    case unknownKey
    case inactiveKey(String)
    case key(KeyDirectoryFailure)
}

extension SecretSourceFailure: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unset(let variable): "the environment has no \(variable)"
        case .file(let failure): failure.description
        case .unknownKey:
            // The name is not repeated: it may be the secret itself, written where only its place belongs.
            "no such key in the key directory; \(SecretSource.misplaced)"
        case .inactiveKey(let name): "key \"\(name)\" has no active version"
        case .key(let failure): failure.description
        }
    }
}
