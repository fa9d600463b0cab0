extension Base64 {
    /// Appends the bytes of `text`, or nothing on failure.
    ///
    /// Padding may be there or not, and when it is there it must be right; line breaks may stand anywhere. Characters
    /// of the other alphabet, white space beyond what `skipping` names and stray bits at the end are refused.
    package static func decode(
        _ text: Span<UInt8>, alphabet: Alphabet, skipping whiteSpace: WhiteSpace = .lineBreaks,
        into output: inout [UInt8]
    ) throws(EncodingFailure) {
        try text.withUnsafeBytes { (source) throws(EncodingFailure) in
            try output.appendUninitialized(self.decodedCapacity(of: source.count)) { (room) throws(EncodingFailure) in
                try self.decode(source, self.table(of: alphabet), whiteSpace, to: room)
            }
        }
    }

    /// The same for text that hides a secret: what was decoded before a failure is wiped.
    package static func decode(
        _ text: Span<UInt8>, alphabet: Alphabet, skipping whiteSpace: WhiteSpace = .lineBreaks,
        into output: SecretBuffer
    ) throws(EncodingFailure) {
        try text.withUnsafeBytes { (source) throws(EncodingFailure) in
            try output.appendUninitialized(self.decodedCapacity(of: source.count)) { (room) throws(EncodingFailure) in
                try self.decode(source, self.table(of: alphabet), whiteSpace, to: room)
            }
        }
    }

    private static func table(of alphabet: Alphabet) -> SymbolTable {
        switch alphabet {
        case .standard: self.standardTable
        case .url: self.urlTable
        }
    }

    private static let standardTable = SymbolTable(alphabet: standardDigits, padding: UInt8(ascii: "="))
    private static let urlTable = SymbolTable(alphabet: urlDigits, padding: UInt8(ascii: "="))

    /// Decodes into `room`, which has at least the decoded capacity, and says how many bytes there are.
    private static func decode(
        _ source: UnsafeRawBufferPointer, _ table: SymbolTable, _ whiteSpace: WhiteSpace,
        to room: UnsafeMutableRawBufferPointer
    ) throws(EncodingFailure) -> Int {
        try table.withSymbols { (symbols) throws(EncodingFailure) in
            var input = 0
            var output = 0
            while true {
                self.decodeWholeGroups(source, symbols, to: room, &input, &output)
                guard input < source.count else { return output }
                var tail = Tail()
                while tail.digits < 4, input < source.count {
                    try tail.take(symbols[Int(source[input])], at: input, whiteSpace)
                    input += 1
                }
                output += try tail.finish(to: room, at: output)
            }
        }
    }

    /// Goes on while the next eight, and then the next four, characters are all digits.
    @inline(__always)
    private static func decodeWholeGroups(
        _ source: UnsafeRawBufferPointer, _ symbols: UnsafePointer<UInt8>,
        to room: UnsafeMutableRawBufferPointer, _ input: inout Int, _ output: inout Int
    ) {
        // Eight characters are six bytes; the store writes eight, so that many must fit.
        while input &+ 8 <= source.count, output &+ 8 <= room.count {
            var text = UInt64(littleEndian: source.loadUnaligned(fromByteOffset: input, as: UInt64.self))
            var bits: UInt64 = 0
            var seen: UInt8 = 0
            for _ in 0..<8 {
                let symbol = symbols[Int(UInt8(truncatingIfNeeded: text))]
                text >>= 8
                seen |= symbol
                bits = bits << 6 | UInt64(symbol)
            }
            guard seen < 64 else { break }
            room.storeBytes(of: (bits << 16).bigEndian, toByteOffset: output, as: UInt64.self)
            input &+= 8
            output &+= 6
        }
        while input &+ 4 <= source.count {
            let first = symbols[Int(source[input])]
            let second = symbols[Int(source[input &+ 1])]
            let third = symbols[Int(source[input &+ 2])]
            let fourth = symbols[Int(source[input &+ 3])]
            guard first | second | third | fourth < 64 else { return }
            room[output] = first << 2 | second >> 4
            room[output &+ 1] = second << 4 | third >> 2
            room[output &+ 2] = third << 6 | fourth
            input &+= 4
            output &+= 3
        }
    }
}

/// A group of four characters that is broken by white space, padded, or the last and short.
private struct Tail {
    /// Digits taken, 0 to 4; fewer than 4 are left at the end of the text only.
    private(set) var digits = 0
    private var paddings = 0
    private var bits: UInt32 = 0
    private var paddingOffset = 0

    mutating func take(_ symbol: UInt8, at offset: Int, _ whiteSpace: WhiteSpace) throws(EncodingFailure) {
        if symbol < 64 {
            guard self.paddings == 0 else { throw .wrongPadding(offset: offset) }
            self.bits = self.bits << 6 | UInt32(symbol)
            self.digits += 1
        } else if symbol == SymbolTable.padding {
            guard self.digits >= 2, self.digits + self.paddings < 4 else { throw .wrongPadding(offset: offset) }
            self.paddings += 1
            self.paddingOffset = offset
        } else if !SymbolTable.isSkipped(symbol, whiteSpace) {
            throw .foreignByte(offset: offset)
        }
    }

    /// Writes the group's bytes and says how many: 3, or fewer at the end of the text.
    func finish(to room: UnsafeMutableRawBufferPointer, at output: Int) throws(EncodingFailure) -> Int {
        guard self.paddings == 0 || self.digits + self.paddings == 4 else {
            throw .wrongPadding(offset: self.paddingOffset)
        }
        switch self.digits {
        case 0:
            return 0
        case 1:
            throw .endsEarly
        case 2:
            guard self.bits & 15 == 0 else { throw .strayBits }
            room[output] = UInt8(truncatingIfNeeded: self.bits >> 4)
            return 1
        case 3:
            guard self.bits & 3 == 0 else { throw .strayBits }
            room[output] = UInt8(truncatingIfNeeded: self.bits >> 10)
            room[output + 1] = UInt8(truncatingIfNeeded: self.bits >> 2)
            return 2
        default:
            room[output] = UInt8(truncatingIfNeeded: self.bits >> 16)
            room[output + 1] = UInt8(truncatingIfNeeded: self.bits >> 8)
            room[output + 2] = UInt8(truncatingIfNeeded: self.bits)
            return 3
        }
    }
}
