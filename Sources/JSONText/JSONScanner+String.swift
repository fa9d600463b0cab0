extension JSONScanner {
    /// Passes a string (RFC 8259 § 7), which begins with a quote.
    mutating func readString() throws(JSONFailure) -> JSONValue {
        let start = self.position
        var hasEscapes = false
        self.position &+= 1
        while true {
            self.position = self.text.firstNotPlain(from: self.position)
            let byte = try self.current()
            if byte == UInt8(ascii: "\"") {
                self.position &+= 1
                return JSONValue(kind: .string, range: start..<self.position, hasEscapes: hasEscapes)
            } else if byte == UInt8(ascii: "\\") {
                hasEscapes = true
                try self.readEscape()
            } else if byte >= 0x80 {
                try self.readCharacter(byte)
            } else if byte >= 0x20 {
                self.position &+= 1
            } else {
                throw JSONFailure(.controlCharacter, at: self.position)
            }
        }
    }

    /// Passes a backslash and what it escapes.
    private mutating func readEscape() throws(JSONFailure) {
        let start = self.position
        self.position &+= 1
        switch try self.current() {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            self.position &+= 1
        case UInt8(ascii: "u"):
            self.position &+= 1
            try self.readUnit(of: start)
        default:
            throw JSONFailure(.unknownEscape, at: start)
        }
    }

    /// Passes the digits of a `\u` that began at `start`, and the second half of a surrogate pair.
    private mutating func readUnit(of start: Int) throws(JSONFailure) {
        switch try self.readFourDigits(of: start) {
        case 0xD800...0xDBFF:
            let second = self.position
            guard try self.current() == UInt8(ascii: "\\") else { throw JSONFailure(.loneSurrogate, at: start) }
            self.position &+= 1
            guard try self.current() == UInt8(ascii: "u") else { throw JSONFailure(.loneSurrogate, at: start) }
            self.position &+= 1
            let low = try self.readFourDigits(of: second)
            guard (0xDC00...0xDFFF).contains(low) else { throw JSONFailure(.loneSurrogate, at: start) }
        case 0xDC00...0xDFFF:
            throw JSONFailure(.loneSurrogate, at: start)
        default:
            return
        }
    }

    private mutating func readFourDigits(of start: Int) throws(JSONFailure) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let digit = JSONText.hexadecimalValue(of: try self.current()) else {
                throw JSONFailure(.badUnicodeEscape, at: start)
            }
            unit = unit << 4 | UInt16(digit)
            self.position &+= 1
        }
        return unit
    }

    /// Passes a character of two to four bytes, whose well-formed ranges are those of Unicode table 3-7.
    private mutating func readCharacter(_ first: UInt8) throws(JSONFailure) {
        let second: ClosedRange<UInt8>
        let length: Int
        switch first {
        case 0xC2...0xDF: (second, length) = (0x80...0xBF, 2)
        case 0xE0: (second, length) = (0xA0...0xBF, 3)
        case 0xED: (second, length) = (0x80...0x9F, 3)
        case 0xE1...0xEF: (second, length) = (0x80...0xBF, 3)
        case 0xF0: (second, length) = (0x90...0xBF, 4)
        case 0xF1...0xF3: (second, length) = (0x80...0xBF, 4)
        case 0xF4: (second, length) = (0x80...0x8F, 4)
        default: throw JSONFailure(.invalidUTF8, at: self.position)
        }
        let start = self.position
        self.position &+= 1
        guard second.contains(try self.current()) else { throw JSONFailure(.invalidUTF8, at: start) }
        self.position &+= 1
        for _ in 2..<length {
            guard try self.current() & 0xC0 == 0x80 else { throw JSONFailure(.invalidUTF8, at: start) }
            self.position &+= 1
        }
    }
}
