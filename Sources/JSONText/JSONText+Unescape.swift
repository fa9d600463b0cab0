extension JSONText {
    /// Appends the characters of a string found in `document`, as UTF-8 and without its quotes.
    package static func appendString(_ value: JSONValue, of document: Span<UInt8>, to output: inout [UInt8]) {
        self.forEachPiece(of: value, in: document) { self.append($0, to: &output) }
    }

    static func append(_ piece: Span<UInt8>, to output: inout [UInt8]) {
        output.append(addingCapacity: piece.count) { (room: inout OutputSpan<UInt8>) in
            for index in piece.indices { room.append(piece[index]) }
        }
    }

    /// Gives the characters of a string found in `document`, as UTF-8 in one or more pieces: the runs between its
    /// escapes as they stand, and each escaped character.
    ///
    /// `value` must be a string that `JSONMembers` found in this very document.
    package static func forEachPiece(
        of value: JSONValue, in document: Span<UInt8>, _ body: (Span<UInt8>) -> Void
    ) {
        precondition(value.kind == .string, "only strings have characters")
        let text = document.extracting(value.content)
        var position = 0
        while position < text.count {
            let start = position
            while position < text.count, text[position] != UInt8(ascii: "\\") { position += 1 }
            if position > start { body(text.extracting(start..<position)) }
            guard position < text.count else { return }
            let (scalar, length) = self.escapedScalar(in: text, at: position)
            let (bytes, count) = self.encoded(scalar)
            body(bytes.span.extracting(..<count))
            position += length
        }
    }

    /// The character of the escape at `position` and the bytes it takes; the reader has found it well-formed.
    private static func escapedScalar(in text: Span<UInt8>, at position: Int) -> (scalar: UInt32, length: Int) {
        switch text[position + 1] {
        case UInt8(ascii: "b"): return (0x08, 2)
        case UInt8(ascii: "f"): return (0x0C, 2)
        case UInt8(ascii: "n"): return (0x0A, 2)
        case UInt8(ascii: "r"): return (0x0D, 2)
        case UInt8(ascii: "t"): return (0x09, 2)
        case UInt8(ascii: "u"):
            let unit = self.fourDigits(in: text, at: position + 2)
            guard unit & 0xFC00 == 0xD800 else { return (unit, 6) }
            let low = self.fourDigits(in: text, at: position + 8)
            return (0x10000 + (unit & 0x3FF) << 10 + (low & 0x3FF), 12)
        case let same: return (UInt32(same), 2)
        }
    }

    private static func fourDigits(in text: Span<UInt8>, at position: Int) -> UInt32 {
        var unit: UInt32 = 0
        for index in position..<(position + 4) {
            guard let digit = self.hexadecimalValue(of: text[index]) else {
                preconditionFailure("the value is not of this document: the reader saw four digits")
            }
            unit = unit << 4 | UInt32(digit)
        }
        return unit
    }

    /// UTF-8 (RFC 3629 § 3).
    private static func encoded(_ scalar: UInt32) -> (bytes: InlineArray<4, UInt8>, count: Int) {
        func byte(_ mark: UInt8, _ shift: UInt32, _ mask: UInt32) -> UInt8 {
            mark | UInt8(truncatingIfNeeded: scalar >> shift & mask)
        }
        return switch scalar {
        case ..<0x80: ([byte(0, 0, 0x7F), 0, 0, 0], 1)
        case ..<0x800: ([byte(0xC0, 6, 0x1F), byte(0x80, 0, 0x3F), 0, 0], 2)
        case ..<0x10000: ([byte(0xE0, 12, 0x0F), byte(0x80, 6, 0x3F), byte(0x80, 0, 0x3F), 0], 3)
        default: ([byte(0xF0, 18, 0x07), byte(0x80, 12, 0x3F), byte(0x80, 6, 0x3F), byte(0x80, 0, 0x3F)], 4)
        }
    }

    @inline(__always)
    static func hexadecimalValue(of digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
