extension Span<UInt8> {
    /// The index of the first byte from `start` on that is not ASCII, or that a form gives a meaning or refuses: `&`,
    /// `=`, `+`, `%`, controls and the space; where fewer than eight bytes are left, at the latest the index of those.
    ///
    /// Eight bytes at a time.
    func firstNotPlain(from start: Int) -> Int {
        var index = start
        while self.count &- index >= 8 {
            // Any eight bytes are a valid UInt64, and the load checks its bounds.
            let word = unsafe UInt64(
                littleEndian: self.bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self))
            // The lowest marked lane is exact; a borrow can only mark lanes above it.
            let marks =
                word | (word &- Self.lanes(0x21)) & ~word | Self.equal(word, UInt8(ascii: "&"))
                | Self.equal(word, UInt8(ascii: "=")) | Self.equal(word, UInt8(ascii: "+"))
                | Self.equal(word, UInt8(ascii: "%")) | Self.equal(word, 0x7F)
            let found = marks & Self.lanes(0x80)
            if found != 0 { return index &+ found.trailingZeroBitCount >> 3 }
            index &+= 8
        }
        return index
    }

    /// Marks the lanes of `word` that are `byte`.
    @inline(__always)
    private static func equal(_ word: UInt64, _ byte: UInt8) -> UInt64 {
        let difference = word ^ Self.lanes(byte)
        return (difference &- Self.lanes(1)) & ~difference
    }

    @inline(__always)
    private static func lanes(_ byte: UInt8) -> UInt64 { UInt64(byte) &* 0x0101_0101_0101_0101 }
}
