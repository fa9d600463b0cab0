extension Span<UInt8> {
    /// The index of the first byte from `start` on that is not ASCII, or that a form gives a meaning or refuses: `&`,
    /// `=`, `+`, `%`, controls and the space; the count when there is none.
    ///
    /// Eight bytes at a time, which may be some that were seen before; of a span that has fewer it is `start`.
    func firstNotPlain(from start: Int) -> Int {
        guard self.count >= 8, start < self.count else { return start }
        var index = start
        while self.count &- index >= 8 {
            let found = Self.notPlain(self.word(at: index))
            if found != 0 { return index &+ found.trailingZeroBitCount >> 3 }
            index &+= 8
        }
        // What was seen is shifted out, and zeros, which are not plain, follow the last byte.
        let rest = self.word(at: self.count &- 8) >> (8 &* (8 &- UInt64(self.count &- index)))
        return index &+ Self.notPlain(rest).trailingZeroBitCount >> 3
    }

    @inline(__always)
    private func word(at index: Int) -> UInt64 {
        // Any eight bytes are a valid UInt64, and the load checks its bounds.
        unsafe UInt64(littleEndian: self.bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self))
    }

    /// Marks the lanes that are not plain; the lowest mark is exact, a borrow can only mark lanes above it.
    @inline(__always)
    private static func notPlain(_ word: UInt64) -> UInt64 {
        let marks =
            word | (word &- Self.lanes(0x21)) & ~word | Self.equal(word, UInt8(ascii: "&"))
            | Self.equal(word, UInt8(ascii: "=")) | Self.equal(word, UInt8(ascii: "+"))
            | Self.equal(word, UInt8(ascii: "%")) | Self.equal(word, 0x7F)
        return marks & Self.lanes(0x80)
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
