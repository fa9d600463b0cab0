extension JSONText {
    /// Appends `text`, which is UTF-8, as the inside of a JSON string; the quotes are the caller's.
    package static func appendEscaped(_ text: Span<UInt8>, to output: inout [UInt8]) {
        self.forEachEscapedPiece(of: text) { self.append($0, to: &output) }
    }

    /// Gives `text`, which is UTF-8, as the inside of a JSON string in pieces: runs that need no escape, and escapes.
    ///
    /// Escaped are the quote, the backslash and what is below U+0020 (RFC 8259 § 7), with the short form where there
    /// is one; nothing else, not even the slash.
    package static func forEachEscapedPiece(of text: Span<UInt8>, _ body: (Span<UInt8>) -> Void) {
        var position = 0
        while position < text.count {
            let start = position
            while position < text.count, !self.needsEscape(text[position]) { position += 1 }
            if position > start { body(text.extracting(start..<position)) }
            guard position < text.count else { return }
            let (bytes, count) = self.escape(of: text[position])
            body(bytes.span.extracting(..<count))
            position += 1
        }
    }

    @inline(__always)
    private static func needsEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private static func escape(of byte: UInt8) -> (bytes: InlineArray<6, UInt8>, count: Int) {
        let letter: UInt8
        switch byte {
        case 0x08: letter = UInt8(ascii: "b")
        case 0x09: letter = UInt8(ascii: "t")
        case 0x0A: letter = UInt8(ascii: "n")
        case 0x0C: letter = UInt8(ascii: "f")
        case 0x0D: letter = UInt8(ascii: "r")
        case 0x00..<0x20:
            let zero = UInt8(ascii: "0")
            let low = byte & 15
            let last = low < 10 ? zero + low : UInt8(ascii: "a") + low - 10
            return ([UInt8(ascii: "\\"), UInt8(ascii: "u"), zero, zero, zero + byte >> 4, last], 6)
        default: letter = byte
        }
        return ([UInt8(ascii: "\\"), letter, 0, 0, 0, 0], 2)
    }
}
