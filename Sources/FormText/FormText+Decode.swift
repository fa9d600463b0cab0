extension FormText {
    /// Gives the decoded bytes of a value, which together are UTF-8, in one or more pieces: what stands for itself as
    /// it stands, and each byte that was encoded, so that a character may come in several pieces.
    ///
    /// `value` must be one that `FormFields` found in this very form.
    package static func forEachPiece(of value: FormValue, in form: Span<UInt8>, _ body: (Span<UInt8>) -> Void) {
        let text = form.extracting(value.range)
        guard value.isEncoded else {
            body(text)
            return
        }
        guard self.forEachDecodedPiece(of: text, body) else {
            preconditionFailure("the value is not of this form: the reader saw two digits in each escape")
        }
    }

    /// Gives the decoded bytes of an encoded text that nobody has validated; false after the pieces before an escape
    /// without two digits. Whatever else the text holds stands for itself.
    package static func forEachDecodedPiece(of text: Span<UInt8>, _ body: (Span<UInt8>) -> Void) -> Bool {
        var position = 0
        while position < text.count {
            let start = position
            while position < text.count, !self.isEncoding(text[position]) { position &+= 1 }
            if position > start { body(text.extracting(start..<position)) }
            guard position < text.count else { return true }
            guard let (byte, length) = self.decodedByte(of: text, at: position) else { return false }
            let piece: InlineArray<1, UInt8> = [byte]
            body(piece.span)
            position &+= length
        }
        return true
    }

    /// Whether an encoded text that the reader has validated means `decoded`.
    static func decodes(_ text: Span<UInt8>, to decoded: Span<UInt8>) -> Bool {
        var position = 0
        for index in decoded.indices {
            guard position < text.count, let (byte, length) = self.decodedByte(of: text, at: position),
                byte == decoded[index]
            else { return false }
            position &+= length
        }
        return position == text.count
    }

    /// The byte that the escape at `position` stands for, or nil when two digits do not follow.
    static func escapedByte(in text: Span<UInt8>, at position: Int) -> UInt8? {
        guard position &+ 2 < text.count, let high = self.hexadecimalValue(of: text[position &+ 1]),
            let low = self.hexadecimalValue(of: text[position &+ 2])
        else { return nil }
        return high << 4 | low
    }

    private static func decodedByte(of text: Span<UInt8>, at position: Int) -> (byte: UInt8, length: Int)? {
        switch text[position] {
        case UInt8(ascii: "+"): (UInt8(ascii: " "), 1)
        case UInt8(ascii: "%"): self.escapedByte(in: text, at: position).map { ($0, 3) }
        case let byte: (byte, 1)
        }
    }

    @inline(__always)
    private static func isEncoding(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "%") || byte == UInt8(ascii: "+") }

    @inline(__always)
    private static func hexadecimalValue(of digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
