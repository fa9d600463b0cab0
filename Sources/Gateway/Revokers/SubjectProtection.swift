package import Primitives
package import Revocation

/// How the ledger comes to know subjects without holding them: a fingerprint to find one by, and its value sealed.
/// Belongs to one thread.
///
/// Both come from one HMAC-SHA-256 over kind and value: the first half names the subject, the second half is the IV
/// that seals it (the synthetic IV of RFC 5297's idea). So one subject always seals to the same bytes, two subjects
/// share an IV with probability 2^-128 a pair, and no count of messages limits the key. The fingerprint is
/// authenticated along, so that a sealed value cannot be moved to another row.
package final class SubjectProtection {
    private static let ivLength = 16
    /// Taken by no ``SubjectKind``, as `identityPrefix` is.
    private static let grantPrefix: UInt8 = 0xFF
    private static let identityPrefix: UInt8 = 0xFE

    private let naming: HMACSHA256
    private let sealing: AESGCM

    /// - Parameter secret: the reserved key of the key directory; two independent keys are derived from it.
    package init(secret: SecretBytes) throws(CipherSetupFailure) {
        let root = HMACSHA256(key: secret)
        self.naming = HMACSHA256(key: Self.derive("revgate subject name", from: root))
        self.sealing = try AESGCM(key: Self.derive("revgate subject seal", from: root), ivLength: Self.ivLength)
    }

    package func fingerprint(_ kind: SubjectKind, _ value: Span<UInt8>) -> Fingerprint {
        Self.fingerprint(self.naming.authenticate(kind.rawValue, value))
    }

    /// Names the key itself, so that a store can tell whether it is the one it was begun under.
    package var identity: Fingerprint {
        let nothing: [UInt8] = []
        return Self.fingerprint(self.naming.authenticate(Self.identityPrefix, nothing.span))
    }

    /// Names a grant, apart from all subjects.
    package func grantFingerprint(_ value: Span<UInt8>) -> Fingerprint {
        Self.fingerprint(self.naming.authenticate(Self.grantPrefix, value))
    }

    /// The fingerprint and `iv ‖ ciphertext ‖ tag`.
    package func protect(_ kind: SubjectKind, _ value: Span<UInt8>) throws(SealFailure) -> ProtectedSubject {
        let digest = self.naming.authenticate(kind.rawValue, value)
        let name = digest.bytes.extracting(first: Self.ivLength)
        let iv = digest.bytes.extracting(droppingFirst: Self.ivLength)
        var sealed: [UInt8] = []
        sealed.reserveCapacity(iv.count + value.count + AESGCM.tagLength)
        for index in iv.indices { sealed.append(iv[index]) }
        try self.sealing.seal(value, iv: iv, aad: name, into: &sealed)
        return ProtectedSubject(fingerprint: Self.fingerprint(digest), sealedValue: sealed)
    }

    /// Appends the value again.
    package func open(
        _ subject: ProtectedSubject, into value: SecretBuffer
    ) throws(OpenFailure) {
        let sealed = subject.sealedValue.span
        guard sealed.count >= Self.ivLength else { throw .truncated }
        try self.sealing.open(
            sealed.extracting(droppingFirst: Self.ivLength), iv: sealed.extracting(first: Self.ivLength),
            aad: subject.fingerprint.bytes.span, into: value)
    }

    static func derive(_ purpose: StaticString, from root: HMACSHA256) -> SecretBytes {
        let label = Array(purpose.description.utf8)
        return SecretBytes(copying: root.authenticate(label.span).bytes)
    }

    private static func fingerprint(_ digest: Digest32) -> Fingerprint {
        let (high, low) = digest.leading128
        return Fingerprint(high: high, low: low)
    }
}

/// A subject as the ledger holds it.
package struct ProtectedSubject: Sendable {
    package let fingerprint: Fingerprint
    package let sealedValue: [UInt8]

    package init(fingerprint: Fingerprint, sealedValue: [UInt8]) {
        self.fingerprint = fingerprint
        self.sealedValue = sealedValue
    }
}

extension Fingerprint {
    /// 16 bytes, big-endian.
    fileprivate var bytes: [UInt8] {
        [self.high, self.low].flatMap { half in (0..<8).map { UInt8(truncatingIfNeeded: half >> (56 - 8 * UInt64($0))) }
        }
    }
}
