extension FormText {
    /// Gives `text` as a name or value of a form in pieces: runs that stand for themselves, `+` for each space, and
    /// `%XX` with upper-case digits for each other byte.
    ///
    /// For themselves stand letters, digits, and `-._~*`: those of RFC 3986 § 2.3 and of WHATWG URL together.
    package static func forEachEncodedPiece(of text: Span<UInt8>, _ body: (Span<UInt8>) -> Void) {
        var position = 0
        while position < text.count {
            let start = position
            while position < text.count, self.standsForItself(text[position]) { position &+= 1 }
            if position > start { body(text.extracting(start..<position)) }
            guard position < text.count else { return }
            let (bytes, count) = self.encoded(text[position])
            body(bytes.span.extracting(..<count))
            position &+= 1
        }
    }

    @inline(__always)
    private static func standsForItself(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"), UInt8(ascii: "*"):
            true
        default: false
        }
    }

    private static func encoded(_ byte: UInt8) -> (bytes: InlineArray<3, UInt8>, count: Int) {
        guard byte != UInt8(ascii: " ") else { return ([UInt8(ascii: "+"), 0, 0], 1) }
        return ([UInt8(ascii: "%"), self.digit(byte >> 4), self.digit(byte & 15)], 3)
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10
    }
}
