/// Block padding as RFC 5652 § 6.3 has it: n bytes of value n, from 1 to a whole block of them.
enum PKCS7 {
    /// The length of the padding at the end of the last block, or 0 when it is not strictly PKCS#7.
    ///
    /// Every byte of the block is looked at and nothing branches on one: the time does not tell which was wrong.
    static func paddingLength(ofLastBlock block: UnsafeRawBufferPointer) -> Int {
        let length = block.count
        precondition(length == 16 || length == 8, "a block of \(length) bytes")
        let claimed = UInt32(block[length - 1])
        // All ones when 1 <= claimed <= length: zero wraps to the largest value, which is not below it.
        let inRange = Self.mask(claimed &- 1, below: UInt32(length))
        var difference: UInt32 = 0
        for distance in 0..<length {
            let byte = UInt32(block[length - 1 - distance])
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
