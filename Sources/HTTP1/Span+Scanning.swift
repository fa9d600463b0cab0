/// Eight bytes at a time: `byte` repeated in each lane of a word.
private func lanes(_ byte: UInt8) -> UInt64 { UInt64(byte) &* 0x0101_0101_0101_0101 }

extension Span<UInt8> {
    /// The index of the first `byte` in `range`, or the end of `range`.
    func firstIndex(of byte: UInt8, in range: Range<Int>) -> Int {
        var index = range.lowerBound
        let pattern = lanes(byte)
        while range.upperBound &- index >= 8 {
            let word = self.word(at: index) ^ pattern
            // The lowest zero lane is exact; a borrow can only mark lanes above it.
            let zeros = (word &- lanes(0x01)) & ~word & lanes(0x80)
            if zeros != 0 { return index &+ zeros.trailingZeroBitCount >> 3 }
            index &+= 8
        }
        while index < range.upperBound, self[index] != byte { index &+= 1 }
        return index
    }

    /// The index of the first byte in `range` that no line may hold, or the end of `range`: a control but HTAB, or DEL
    /// (RFC 9110 § 5.5). Bytes from 0x80 are allowed as `obs-text`.
    func firstControl(in range: Range<Int>) -> Int {
        var index = range.lowerBound
        while range.upperBound &- index >= 8 {
            let suspects = Self.controls(in: self.word(at: index))
            guard suspects != 0 else {
                index &+= 8
                continue
            }
            index &+= suspects.trailingZeroBitCount >> 3
            guard self[index] == ASCII.tab else { return index }
            index &+= 1
        }
        while index < range.upperBound {
            let byte = self[index]
            if byte < 0x20 && byte != ASCII.tab || byte == 0x7F { break }
            index &+= 1
        }
        return index
    }

    /// The high bit of each lane that holds a control or DEL; exact for the lowest such lane.
    @inline(__always)
    private static func controls(in word: UInt64) -> UInt64 {
        let deletes = word ^ lanes(0x7F)
        return ((word &- lanes(0x20)) & ~word | (deletes &- lanes(0x01)) & ~deletes) & lanes(0x80)
    }

    /// The index of the first byte in `range` that no request target holds, or the end of `range`: anything but visible
    /// ASCII, or `#`, which starts a fragment and is never sent (RFC 9112 § 3.2). This is wider than RFC 3986, as
    /// clients send `|` and quotes unescaped.
    func endOfTarget(in range: Range<Int>) -> Int {
        var index = range.lowerBound
        while range.upperBound &- index >= 8 {
            let word = self.word(at: index)
            let deletes = word ^ lanes(0x7F)
            let hashes = word ^ lanes(0x23)
            let suspects =
                ((word &- lanes(0x21)) & ~word | word | (deletes &- lanes(0x01)) & ~deletes
                    | (hashes &- lanes(0x01)) & ~hashes) & lanes(0x80)
            if suspects != 0 { return index &+ suspects.trailingZeroBitCount >> 3 }
            index &+= 8
        }
        while index < range.upperBound, self[index] > 0x20, self[index] < 0x7F, self[index] != 0x23 { index &+= 1 }
        return index
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
    func holds(only set: ByteClass, in range: Range<Int>) -> Bool {
        for index in range where !set.contains(self[index]) { return false }
        return true
    }

    /// Whether the bytes in `range` are `name` in any letter case; `name` is lower-case and holds no `{|}~`.
    func matches(_ name: StaticString, in range: Range<Int>) -> Bool {
        let count = range.count
        guard count == name.utf8CodeUnitCount else { return false }
        let expected = unsafe UnsafeRawPointer(name.utf8Start)
        guard count >= 8 else {
            for offset in 0..<count {
                let byte = unsafe expected.load(fromByteOffset: offset, as: UInt8.self)
                guard self[range.lowerBound &+ offset] | 0x20 == byte else { return false }
            }
            return true
        }
        // The last word overlaps the one before it, so that any length from eight on is covered.
        var offset = 0
        while true {
            let word = unsafe expected.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            guard self.word(at: range.lowerBound &+ offset) | lanes(0x20) == UInt64(littleEndian: word) else {
                return false
            }
            if offset == count &- 8 { return true }
            offset = min(offset &+ 8, count &- 8)
        }
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
