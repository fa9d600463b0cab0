/// Block padding as RFC 5652 § 6.3 has it: n bytes of value n, 1 to 16 of them.
enum PKCS7 {
    /// The length of the padding at the end of the last 16-byte block, or 0 when it is not strictly PKCS#7.
    ///
    /// Every byte of the block is looked at and nothing branches on one: the time does not tell which was wrong.
    static func paddingLength(ofLastBlock block: UnsafeRawBufferPointer) -> Int {
        precondition(block.count == AESMode.blockLength, "a block of \(block.count) bytes")
        let claimed = UInt32(block[AESMode.blockLength - 1])
        // All ones when 1 <= claimed <= 16: zero wraps to the largest value, which is not below 16.
        let inRange = Self.mask(claimed &- 1, below: UInt32(AESMode.blockLength))
        var difference: UInt32 = 0
        for distance in 0..<AESMode.blockLength {
            let byte = UInt32(block[AESMode.blockLength - 1 - distance])
            difference |= Self.mask(UInt32(distance), below: claimed) & (byte ^ claimed)
        }
        let right = inRange & Self.mask(difference, below: 1)
        return Int(claimed & right)
    }

    /// All ones when `value` is below `limit`, else zero, without a branch: the borrow fills the upper half.
    private static func mask(_ value: UInt32, below limit: UInt32) -> UInt32 {
        let borrow = UInt64(value) &- UInt64(limit)
        return UInt32(truncatingIfNeeded: borrow >> 32)
    }
}
