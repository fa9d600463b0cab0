/// Block padding as RFC 5652 § 6.3 has it: n bytes of value n, from 1 to a whole block of them.
enum PKCS7 {
    /// The length of the padding at the end of the last block, or 0 when it is not strictly PKCS#7.
    ///
    /// Every byte of the block is looked at, eight in a word, and nothing branches on one: the time does not tell which
    /// was wrong.
    static func paddingLength(ofLastBlock block: UnsafeRawBufferPointer) -> Int {
        let length = block.count
        precondition(length == 16 || length == 8, "a block of \(length) bytes")
        let last = UInt64(bigEndian: block.loadUnaligned(fromByteOffset: length - 8, as: UInt64.self))
        let claimed = last & 0xFF
        let repeated = claimed &* 0x0101_0101_0101_0101
        var difference = (last ^ repeated) & Self.lowBytes(claimed)
        if length == 16 {
            let first = UInt64(bigEndian: block.loadUnaligned(as: UInt64.self))
            // 1 to 8 claim none of these: what is below 8 wraps, and is cut to nothing.
            let beyond = claimed &- 8
            difference |= (first ^ repeated) & Self.lowBytes(beyond & ~Self.mask(claimed, below: 8))
        }
        // All ones when 1 <= claimed <= length: zero wraps to the largest value, which is not below it.
        let isInRange = Self.mask(claimed &- 1, below: UInt64(length))
        let isSame = Self.mask(difference >> 1 | difference & 1, below: 1)
        return Int(claimed & isInRange & isSame)
    }

    /// A word whose last `count` bytes are all ones, all eight from 8 on.
    private static func lowBytes(_ count: UInt64) -> UInt64 {
        let isPart = Self.mask(count, below: 8)
        return ~(~0 &<< (count &* 8)) & isPart | ~isPart
    }

    /// All ones when `value` is below `limit`, else zero, without a branch. The limit is below 2^63; what a subtraction
    /// borrows fills the word.
    private static func mask(_ value: UInt64, below limit: UInt64) -> UInt64 {
        let isSmall = ~UInt64(bitPattern: Int64(bitPattern: value) >> 63)
        return UInt64(bitPattern: Int64(bitPattern: value &- limit) >> 63) & isSmall
    }
}
