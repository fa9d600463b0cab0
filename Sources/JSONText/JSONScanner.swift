/// A position in a document, and the steps that move it over tokens.
struct JSONScanner: ~Copyable, ~Escapable {
    let text: Span<UInt8>
    let depthLimit: Int
    var position: Int

    @_lifetime(copy text)
    init(_ text: Span<UInt8>, from position: Int, depthLimit: Int) {
        precondition((1...JSONText.maximumDepthLimit).contains(depthLimit), "a depth limit of \(depthLimit)")
        self.text = text
        self.position = position
        self.depthLimit = depthLimit
    }

    /// The byte at the position; at the end of the text it throws.
    @inline(__always)
    func current() throws(JSONFailure) -> UInt8 {
        guard self.position < self.text.count else { throw JSONFailure(.endsEarly, at: self.text.count) }
        return self.text[self.position]
    }

    @inline(__always)
    mutating func skipWhiteSpace() {
        while self.position < self.text.count {
            switch self.text[self.position] {
            case 0x20, 0x09, 0x0A, 0x0D: self.position &+= 1
            default: return
            }
        }
    }

    /// Comes to the first byte of the outermost value.
    mutating func readBeginning() throws(JSONFailure) {
        if self.text.count >= 3, self.text[0] == 0xEF, self.text[1] == 0xBB, self.text[2] == 0xBF {
            throw JSONFailure(.byteOrderMark, at: 0)
        }
        self.skipWhiteSpace()
        guard self.position < self.text.count else { throw JSONFailure(.empty, at: self.position) }
    }

    /// Comes to the brace that opens the outermost object.
    mutating func readStart() throws(JSONFailure) {
        try self.readBeginning()
        guard self.text[self.position] != UInt8(ascii: "{") else { return }
        let start = self.position
        _ = try self.readValue(at: 0)
        throw JSONFailure(.notAnObject, at: start)
    }

    /// Comes to the end of the document.
    mutating func readEnd() throws(JSONFailure) {
        self.skipWhiteSpace()
        guard self.position == self.text.count else { throw JSONFailure(.trailingText, at: self.position) }
    }

    /// Passes a name, its colon and the white space around them, and answers the place of the name with its quotes.
    mutating func readName() throws(JSONFailure) -> JSONValue {
        guard try self.current() == UInt8(ascii: "\"") else { throw JSONFailure(.noName, at: self.position) }
        let name = try self.readString()
        self.skipWhiteSpace()
        guard try self.current() == UInt8(ascii: ":") else { throw JSONFailure(.noColon, at: self.position) }
        self.position &+= 1
        self.skipWhiteSpace()
        return name
    }

    /// Passes `true`, `false` or `null`.
    mutating func readLiteral(_ word: StaticString, _ kind: JSONValue.Kind) throws(JSONFailure) -> JSONValue {
        let start = self.position
        for offset in 0..<word.utf8CodeUnitCount {
            guard try self.current() == word.byte(at: offset) else {
                throw JSONFailure(.misspeltLiteral, at: self.position)
            }
            self.position &+= 1
        }
        return JSONValue(kind: kind, range: start..<self.position)
    }
}
