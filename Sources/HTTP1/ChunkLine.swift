/// The size line of a chunk: `1*HEXDIG *( ";" token [ "=" ( token / quoted-string ) ] )` (RFC 9112 § 7.1).
struct ChunkLine {
    let size: Int
    /// How many bytes of the line are extensions. They are checked and then ignored (RFC 9112 § 7.1.1).
    let extensionBytes: Int

    /// Fifteen digits stay below `Int.max`, so the size cannot overflow.
    private static var maximumDigits: Int { 15 }

    /// Parses the line in `line`, which holds neither its line break nor a control but HTAB.
    init(_ input: Span<UInt8>, in line: Range<Int>) throws(ChunkFault) {
        var size = 0
        var index = line.lowerBound
        while index < line.upperBound, let digit = input[index].hexadecimalValue {
            guard index &- line.lowerBound < Self.maximumDigits else { throw .sizeTooLong }
            size = size << 4 | digit
            index &+= 1
        }
        guard index > line.lowerBound else { throw .sizeMalformed }
        guard index == line.upperBound || input[index] == ASCII.semicolon else { throw .sizeMalformed }
        self.size = size
        self.extensionBytes = line.upperBound &- index
        while index < line.upperBound {
            index = try Self.skipExtension(input, from: index, to: line.upperBound)
        }
    }

    /// The end of the extension whose semicolon stands at `start`.
    private static func skipExtension(_ input: Span<UInt8>, from start: Int, to end: Int) throws(ChunkFault) -> Int {
        guard input[start] == ASCII.semicolon else { throw .extensionMalformed }
        let nameEnd = try Self.skipToken(input, from: start &+ 1, to: end)
        guard nameEnd < end, input[nameEnd] == ASCII.equals else { return nameEnd }
        let value = nameEnd &+ 1
        guard value < end, input[value] == ASCII.quote else {
            return try Self.skipToken(input, from: value, to: end)
        }
        return try Self.skipQuoted(input, from: value &+ 1, to: end)
    }

    private static func skipToken(_ input: Span<UInt8>, from start: Int, to end: Int) throws(ChunkFault) -> Int {
        var index = start
        while index < end, ByteClass.token.contains(input[index]) { index &+= 1 }
        guard index > start else { throw .extensionMalformed }
        return index
    }

    /// The end of the quoted string whose first byte after the quote stands at `start` (RFC 9110 § 5.6.4).
    private static func skipQuoted(_ input: Span<UInt8>, from start: Int, to end: Int) throws(ChunkFault) -> Int {
        var index = start
        while index < end, input[index] != ASCII.quote {
            if input[index] == ASCII.backslash { index &+= 1 }
            guard index < end else { throw .extensionMalformed }
            index &+= 1
        }
        guard index < end else { throw .extensionMalformed }
        return index &+ 1
    }
}
