package import Primitives

/// Pre-shared secrets as consumers hold them.
package enum APIKey {
    /// Longer values are refused before any work is done on them.
    package static let maximumLength = 512

    /// A new key: `rvg_`, 32 random bytes in base62, and six digits of CRC-32 over what precedes, so that a scanner
    /// for leaked secrets can tell a real one offline.
    package static func generate() throws(RandomFailure) -> SecretBytes {
        let random = try SecretBytes.random(count: 32)
        let text = SecretBuffer(capacity: 64)
        text.append("rvg_")
        Base62.encode(random.bytes, into: text)
        let checksum = CRC32.checksum(of: text.bytes)
        let checksumBytes = (0..<4).map { UInt8(truncatingIfNeeded: checksum >> (24 - 8 * $0)) }
        Base62.encode(checksumBytes.span, into: text)
        return SecretBytes(copying: text.bytes)
    }

    /// What may be imported: printable ASCII without spaces, since a header carries it.
    package static func isValid(_ key: Span<UInt8>) -> Bool {
        guard (1...self.maximumLength).contains(key.count) else { return false }
        for index in key.indices where !(0x21...0x7E).contains(key[index]) { return false }
        return true
    }
}
