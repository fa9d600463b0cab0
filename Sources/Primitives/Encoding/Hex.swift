/// Hexadecimal (RFC 4648 § 8): written in the case asked for, read in either.
package enum Hex {
    package enum LetterCase: Sendable {
        case lower
        case upper
    }

    /// Appends two digits for each byte.
    package static func encode(
        _ bytes: Span<UInt8>, letterCase: LetterCase = .lower, into output: inout [UInt8]
    ) {
        let digits =
            switch letterCase {
            case .lower: self.lowerDigits.utf8Start
            case .upper: self.upperDigits.utf8Start
            }
        bytes.withUnsafeBytes { source in
            let count = source.count
            output.appendUninitialized(count * 2) { room in
                for index in 0..<count {
                    room[index * 2] = digits[Int(source[index] >> 4)]
                    room[index * 2 + 1] = digits[Int(source[index] & 15)]
                }
                return count * 2
            }
        }
    }

    /// Appends the bytes of `text`, or nothing on failure; white space may stand anywhere, even inside a byte.
    package static func decode(
        _ text: Span<UInt8>, skipping whiteSpace: WhiteSpace = .lineBreaks, into output: inout [UInt8]
    ) throws(EncodingFailure) {
        try text.withUnsafeBytes { (source) throws(EncodingFailure) in
            try output.appendUninitialized(source.count / 2) { (room) throws(EncodingFailure) in
                try self.decode(source, whiteSpace, to: room)
            }
        }
    }

    /// The same for text that hides a secret: what was decoded before a failure is wiped.
    package static func decode(
        _ text: Span<UInt8>, skipping whiteSpace: WhiteSpace = .lineBreaks, into output: SecretBuffer
    ) throws(EncodingFailure) {
        try text.withUnsafeBytes { (source) throws(EncodingFailure) in
            try output.appendUninitialized(source.count / 2) { (room) throws(EncodingFailure) in
                try self.decode(source, whiteSpace, to: room)
            }
        }
    }

    private static let lowerDigits: StaticString = "0123456789abcdef"
    private static let upperDigits: StaticString = "0123456789ABCDEF"
    private static let table = SymbolTable(alphabet: lowerDigits, aliases: upperDigits)

    private static func decode(
        _ source: UnsafeRawBufferPointer, _ whiteSpace: WhiteSpace, to room: UnsafeMutableRawBufferPointer
    ) throws(EncodingFailure) -> Int {
        let symbols = self.table
        let count = source.count
        var offset = 0
        var digits = 0
        var byte: UInt8 = 0
        while offset < count {
            if digits & 1 == 0, offset &+ 1 < count {
                let high = symbols[source[offset]]
                let low = symbols[source[offset &+ 1]]
                if high | low < 16 {
                    room[digits >> 1] = high << 4 | low
                    digits &+= 2
                    offset &+= 2
                    continue
                }
            }
            let symbol = symbols[source[offset]]
            if symbol < 16 {
                if digits & 1 == 1 { room[digits >> 1] = byte << 4 | symbol }
                byte = symbol
                digits &+= 1
            } else if !SymbolTable.isSkipped(symbol, whiteSpace) {
                throw .foreignByte(offset: offset)
            }
            offset &+= 1
        }
        guard digits.isMultiple(of: 2) else { throw .endsEarly }
        return digits / 2
    }
}
