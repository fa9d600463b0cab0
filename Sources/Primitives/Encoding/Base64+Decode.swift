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
            try output.appendUninitialized(self.room(for: source.count)) { (room) throws(EncodingFailure) in
                try self.decode(source, alphabet, whiteSpace, to: room)
            }
        }
    }

    /// The same for text that hides a secret: what was decoded before a failure is wiped.
    package static func decode(
        _ text: Span<UInt8>, alphabet: Alphabet, skipping whiteSpace: WhiteSpace = .lineBreaks,
        into output: SecretBuffer
    ) throws(EncodingFailure) {
        try text.withUnsafeBytes { (source) throws(EncodingFailure) in
            try output.appendUninitialized(self.room(for: source.count)) { (room) throws(EncodingFailure) in
                try self.decode(source, alphabet, whiteSpace, to: room)
            }
        }
    }

    /// The tables' loop stores groups of three bytes as four.
    private static func room(for count: Int) -> Int {
        self.decodedCapacity(of: count) + 1
    }

    private static func tables(of alphabet: Alphabet) -> Base64Tables {
        switch alphabet {
        case .standard: self.standardTables
        case .url: self.urlTables
        }
    }

    private static let standardTables = Base64Tables(alphabet: standardDigits)
    private static let urlTables = Base64Tables(alphabet: urlDigits)

    /// Decodes into `room`, which has at least the decoded capacity, and says how many bytes there are.
    private static func decode(
        _ source: UnsafeRawBufferPointer, _ alphabet: Alphabet, _ whiteSpace: WhiteSpace,
        to room: UnsafeMutableRawBufferPointer
    ) throws(EncodingFailure) -> Int {
        let tables = self.tables(of: alphabet)
        var input = 0
        var output = 0
        while true {
            tables.decodeGroups(source, to: room, &input, &output)
            guard input < source.count else { return output }
            if let count = tables.decodePaddedGroup(source, from: input, to: room, at: output) {
                return output + count
            }
            var tail = Tail()
            while tail.digits < 4, input < source.count {
                try tail.take(tables.symbols[source[input]], at: input, whiteSpace)
                input += 1
            }
            output += try tail.finish(to: room, at: output)
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
