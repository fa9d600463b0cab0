/// A place in a form, and the steps that move it over names and values.
struct FormScanner: ~Copyable, ~Escapable {
    private let text: Span<UInt8>
    private var position = 0
    /// Whether the name or value at the position has shown an escape or a plus sign.
    private var isEncoded = false

    @_lifetime(copy text)
    init(_ text: Span<UInt8>) {
        self.text = text
    }

    /// Comes to the next pair, and answers whether there is one.
    mutating func readSeparators() -> Bool {
        while self.position < self.text.count, self.text[self.position] == UInt8(ascii: "&") { self.position &+= 1 }
        return self.position < self.text.count
    }

    /// Passes what stands before the first `=` of the pair, or the pair that has none.
    mutating func readName() throws(FormFailure) -> FormValue {
        try self.readPart(endsAtEquals: true)
    }

    /// Passes the `=` after a name and what follows it; without an `=` the value is empty.
    mutating func readValue() throws(FormFailure) -> FormValue {
        if self.position < self.text.count, self.text[self.position] == UInt8(ascii: "=") { self.position &+= 1 }
        return try self.readPart(endsAtEquals: false)
    }

    private mutating func readPart(endsAtEquals: Bool) throws(FormFailure) -> FormValue {
        let start = self.position
        self.isEncoded = false
        reading: while true {
            self.position = self.text.firstNotPlain(from: self.position)
            guard self.position < self.text.count else { break }
            switch self.text[self.position] {
            case UInt8(ascii: "&"):
                break reading
            case UInt8(ascii: "="):
                if endsAtEquals { break reading }
                self.position &+= 1
            case UInt8(ascii: "+"):
                self.isEncoded = true
                self.position &+= 1
            case UInt8(ascii: "%"), 0x80...:
                try self.readCharacter()
            case ...0x20, 0x7F:
                throw FormFailure(.unencodedByte, at: self.position)
            default:
                self.position &+= 1
            }
        }
        return FormValue(range: start..<self.position, isEncoded: self.isEncoded)
    }

    /// Passes a character that is escaped or not ASCII, in as many bytes as it has (Unicode table 3-7); each of them
    /// may be escaped or not.
    private mutating func readCharacter() throws(FormFailure) {
        let start = self.position
        let second: ClosedRange<UInt8>
        let length: Int
        switch try self.readByte() {
        case ..<0x80: return
        case 0xC2...0xDF: (second, length) = (0x80...0xBF, 2)
        case 0xE0: (second, length) = (0xA0...0xBF, 3)
        case 0xED: (second, length) = (0x80...0x9F, 3)
        case 0xE1...0xEF: (second, length) = (0x80...0xBF, 3)
        case 0xF0: (second, length) = (0x90...0xBF, 4)
        case 0xF1...0xF3: (second, length) = (0x80...0xBF, 4)
        case 0xF4: (second, length) = (0x80...0x8F, 4)
        default: throw FormFailure(.notUTF8, at: start)
        }
        for place in 1..<length {
            guard self.position < self.text.count, (place == 1 ? second : 0x80...0xBF).contains(try self.readByte())
            else { throw FormFailure(.notUTF8, at: start) }
        }
    }

    /// Passes the escape or the byte at the position, and answers what it stands for.
    private mutating func readByte() throws(FormFailure) -> UInt8 {
        let byte = self.text[self.position]
        guard byte == UInt8(ascii: "%") else {
            self.position &+= 1
            return byte
        }
        guard let escaped = FormText.escapedByte(in: self.text, at: self.position) else {
            throw FormFailure(.malformedEscape, at: self.position)
        }
        self.isEncoded = true
        self.position &+= 3
        return escaped
    }
}
