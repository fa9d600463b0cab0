package import Envelopes
package import Gateway
import Primitives

/// The gateway's credential at an upstream: how it is sent, and where the secret lies.
package enum CredentialSource: Equatable, Sendable {
    case apiKey(SecretSource)
    /// `user:password`.
    case basic(SecretSource)
    case bearer(SecretSource)
    case clientCredentials(ClientCredentialsEntry)

    package var source: SecretSource {
        switch self {
        case .apiKey(let source), .basic(let source), .bearer(let source): source
        case .clientCredentials(let entry): entry.secret
        }
    }

    /// Reads the secret, and checks that it can travel in a header field.
    ///
    /// - Parameters:
    ///   - upstream: its name.
    ///   - tokenTLS: of the token endpoint.
    package func resolve(
        in directory: KeyDirectory, for upstream: String, tokenTLS: UpstreamTLS? = nil
    ) throws(CredentialFailure) -> Upstream.Credential {
        switch self {
        case .apiKey(let source):
            return .apiKey(try Self.fieldValue(source, directory))
        case .bearer(let source):
            return .bearer(try Self.fieldValue(source, directory))
        case .basic(let source):
            let secret = try Self.secret(source, directory)
            guard Self.contains(secret, where: { $0 == UInt8(ascii: ":") }) else { throw .noColon }
            return .basic(secret)
        case .clientCredentials(let entry):
            let secret = try Self.secret(entry.secret, directory)
            return .clientCredentials(entry.credentials(of: upstream, secret, tls: tokenTLS))
        }
    }

    /// A secret that is sent as it is: whoever reads the field drops the spaces around it (RFC 9110 § 5.5).
    private static func fieldValue(
        _ source: SecretSource, _ directory: KeyDirectory
    ) throws(CredentialFailure) -> SecretBytes {
        let secret = try self.secret(source, directory)
        let bytes = secret.bytes
        guard bytes[0] != UInt8(ascii: " "), bytes[bytes.count - 1] != UInt8(ascii: " ") else { throw .outerSpace }
        return secret
    }

    private static func secret(
        _ source: SecretSource, _ directory: KeyDirectory
    ) throws(CredentialFailure) -> SecretBytes {
        let secret: SecretBytes
        do throws(SecretSourceFailure) {
            secret = try source.resolve(in: directory)
        } catch {
            throw .source(error)
        }
        guard secret.count > 0 else { throw .empty }
        guard !self.contains(secret, where: { $0 < 0x20 || $0 == 0x7F }) else { throw .controlCharacter }
        return secret
    }

    private static func contains(_ secret: SecretBytes, where matches: (UInt8) -> Bool) -> Bool {
        secret.withUnsafeBytes { $0.contains(where: matches) }
    }
}

package enum CredentialFailure: Error, Equatable {
    case source(SecretSourceFailure)
    case empty
    /// CR, LF, NUL and their like, which no header field may have.
    case controlCharacter
    case outerSpace
    case noColon
}

extension CredentialFailure: CustomStringConvertible {
    package var description: String {
        switch self {
        case .source(let failure): failure.description
        case .empty: "the secret is empty"
        case .controlCharacter:
            "the secret has a line break or another control character; store it as one line of text"
        case .outerSpace: "the secret begins or ends with a space; store it without"
        case .noColon: "a basic credential is USER:PASSWORD; this one has no colon"
        }
    }
}
