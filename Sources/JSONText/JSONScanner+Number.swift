extension JSONScanner {
    /// Passes a number (RFC 8259 § 6), which begins with a minus sign or a digit.
    mutating func readNumber() throws(JSONFailure) -> JSONValue {
        let start = self.position
        if self.text[self.position] == UInt8(ascii: "-") { self.position &+= 1 }
        let whole = self.position
        try self.readDigits()
        if self.text[whole] == UInt8(ascii: "0"), self.position > whole + 1 {
            throw JSONFailure(.leadingZero, at: whole)
        }
        if self.take(UInt8(ascii: "."), or: UInt8(ascii: ".")) { try self.readDigits() }
        if self.take(UInt8(ascii: "e"), or: UInt8(ascii: "E")) {
            _ = self.take(UInt8(ascii: "+"), or: UInt8(ascii: "-"))
            try self.readDigits()
        }
        return JSONValue(kind: .number, range: start..<self.position)
    }

    /// Passes one digit or more.
    private mutating func readDigits() throws(JSONFailure) {
        let start = self.position
        while self.position < self.text.count, self.text[self.position] &- UInt8(ascii: "0") < 10 {
            self.position &+= 1
        }
        guard self.position > start else { throw JSONFailure(.missingDigits, at: start) }
    }

    /// Passes either byte when it is next.
    private mutating func take(_ one: UInt8, or other: UInt8) -> Bool {
        guard self.position < self.text.count else { return false }
        let byte = self.text[self.position]
        guard byte == one || byte == other else { return false }
        self.position &+= 1
        return true
    }
}
