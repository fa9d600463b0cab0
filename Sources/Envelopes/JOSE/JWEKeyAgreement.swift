import Primitives

/// ECDH-ES and the key derivation of RFC 7518 § 4.6.2.
struct JWEKeyAgreement {
    let algorithm: JWEKeyManagement
    let encryption: JWEContentEncryption
    var producer: [UInt8] = []
    var consumer: [UInt8] = []

    /// The content key (ECDH-ES), or the key that wraps it.
    func derive(from secret: SecretBytes) -> SecretBytes {
        let name = self.algorithm.wrappingKeyLength == nil ? self.encryption.rawValue : self.algorithm.rawValue
        let length = self.algorithm.wrappingKeyLength ?? self.encryption.keyLength
        let otherInfo =
            Self.prefixed(Array(name.utf8)) + Self.prefixed(self.producer) + Self.prefixed(self.consumer)
            + Self.bigEndian(length * 8)
        return concatKDF(secret, otherInfo: otherInfo.span, length: length)
    }

    private static func prefixed(_ bytes: [UInt8]) -> [UInt8] { self.bigEndian(bytes.count) + bytes }

    private static func bigEndian(_ number: Int) -> [UInt8] {
        let number = UInt32(number)
        return [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
    }
}
