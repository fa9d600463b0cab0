package import Primitives
package import Revocation

/// Names subjects in the access log: the first half of an HMAC-SHA-256's first half, under a key of its own. So a log
/// can be joined neither with guesses at tokens nor with the fingerprints of a stolen store. Belongs to one thread.
package final class SubjectLogName {
    private let naming: HMACSHA256

    /// - Parameter secret: the reserved key of the key directory.
    package init(secret: SecretBytes) {
        self.naming = HMACSHA256(key: SubjectProtection.derive("revgate subject log", from: HMACSHA256(key: secret)))
    }

    /// 64 bits, written as 16 hexadecimal digits.
    package func name(_ kind: SubjectKind, _ value: Span<UInt8>) -> UInt64 {
        self.naming.authenticate(kind.rawValue, value).leading128.high
    }
}
