/// The cyclic redundancy check of IEEE 802.3 (reflected, 0xEDB88320), as zip and PNG use it: finds typing errors in
/// API keys before they are looked up, and protects against nothing else.
package enum CRC32 {
    package static func checksum(of bytes: Span<UInt8>) -> UInt32 {
        var remainder: UInt32 = .max
        for index in bytes.indices {
            remainder ^= UInt32(bytes[index])
            for _ in 0..<8 {
                // The low bit decides without a branch whether the polynomial is subtracted.
                remainder = remainder >> 1 ^ (0xEDB8_8320 & (0 &- (remainder & 1)))
            }
        }
        return ~remainder
    }
}
