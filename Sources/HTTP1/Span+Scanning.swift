/// Eight bytes at a time: `byte` repeated in each lane of a word.
private func lanes(_ byte: UInt8) -> UInt64 { UInt64(byte) &* 0x0101_0101_0101_0101 }

extension Span<UInt8> {
    /// The index of the first `byte` in `range`.
    func firstIndex(of byte: UInt8, in range: Range<Int>) -> Int? {
        var index = range.lowerBound
        let pattern = lanes(byte)
        while range.upperBound &- index >= 8 {
            let word = self.word(at: index) ^ pattern
            // The lowest zero lane is exact; a borrow can only mark lanes above it.
            let zeros = (word &- lanes(0x01)) & ~word & lanes(0x80)
            if zeros != 0 { return index &+ zeros.trailingZeroBitCount >> 3 }
            index &+= 8
        }
        while index < range.upperBound {
            if self[index] == byte { return index }
            index &+= 1
        }
        return nil
    }

    /// The index of the first byte in `range` that no field value may hold: a control but HTAB, or DEL
    /// (RFC 9110 § 5.5). Bytes from 0x80 are allowed as `obs-text`.
    func firstControl(in range: Range<Int>) -> Int? {
        var index = range.lowerBound
        while index < range.upperBound {
            if range.upperBound &- index >= 8 {
                let word = self.word(at: index)
                let deletes = word ^ lanes(0x7F)
                let suspects =
                    ((word &- lanes(0x20)) & ~word | (deletes &- lanes(0x01)) & ~deletes) & lanes(0x80)
                if suspects == 0 {
                    index &+= 8
                    continue
                }
            }
            let byte = self[index]
            if byte < 0x20 && byte != ASCII.tab || byte == 0x7F { return index }
            index &+= 1
        }
        return nil
    }

    /// `range` without the spaces and tabs at its ends (`OWS`, RFC 9110 § 5.6.3).
    func trimmed(_ range: Range<Int>) -> Range<Int> {
        var start = range.lowerBound
        var end = range.upperBound
        while start < end, self[start].isBlank { start &+= 1 }
        while end > start, self[end &- 1].isBlank { end &-= 1 }
        return start..<end
    }

    /// Whether every byte in `range` is in `set`.
    func holds(only set: ByteSet, in range: Range<Int>) -> Bool {
        for index in range where !set.contains(self[index]) { return false }
        return true
    }

    /// Whether the bytes in `range` are `name` in any letter case; `name` is lower-case and holds no `{|}~`.
    func matches(_ name: StaticString, in range: Range<Int>) -> Bool {
        guard range.count == name.utf8CodeUnitCount else { return false }
        let expected = unsafe name.utf8Start
        for offset in 0..<range.count {
            guard unsafe self[range.lowerBound &+ offset] | 0x20 == expected[offset] else { return false }
        }
        return true
    }

    @inline(__always)
    func word(at index: Int) -> UInt64 {
        // Any eight bytes are a valid UInt64, and the load checks its bounds.
        unsafe UInt64(littleEndian: self.bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self))
    }
}

extension UInt8 {
    @inline(__always) var isBlank: Bool { self == ASCII.space || self == ASCII.tab }
    @inline(__always) var isDigit: Bool { self &- 0x30 < 10 }

    /// The value of a hexadecimal digit.
    @inline(__always) var hexadecimalValue: Int? {
        if self.isDigit { return Int(self &- 0x30) }
        let letter = (self | 0x20) &- 0x61
        return letter < 6 ? Int(letter &+ 10) : nil
    }
}

/// The bytes that HTTP/1.1 gives a meaning of their own.
enum ASCII {
    static var tab: UInt8 { 0x09 }
    static var lineFeed: UInt8 { 0x0A }
    static var carriageReturn: UInt8 { 0x0D }
    static var space: UInt8 { 0x20 }
    static var quote: UInt8 { 0x22 }
    static var asterisk: UInt8 { 0x2A }
    static var comma: UInt8 { 0x2C }
    static var slash: UInt8 { 0x2F }
    static var colon: UInt8 { 0x3A }
    static var semicolon: UInt8 { 0x3B }
    static var equals: UInt8 { 0x3D }
    static var question: UInt8 { 0x3F }
    static var openBracket: UInt8 { 0x5B }
    static var backslash: UInt8 { 0x5C }
    static var closeBracket: UInt8 { 0x5D }
}
