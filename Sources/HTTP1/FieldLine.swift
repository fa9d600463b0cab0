/// Where one field lies: offsets from the first byte of its message.
package struct FieldLine: Sendable, Equatable {
    private let nameStart: UInt32
    private let nameEnd: UInt32
    private let valueStart: UInt32
    private let valueEnd: UInt32
    /// Which of the known fields it is, if any.
    package let known: KnownField?

    /// The name as the peer wrote it, in whatever letter case.
    package var name: Range<Int> { Int(self.nameStart)..<Int(self.nameEnd) }
    /// The value without the white space around it; may be empty.
    package var value: Range<Int> { Int(self.valueStart)..<Int(self.valueEnd) }

    /// Parses the line in `line`, which holds neither its line break nor nothing.
    ///
    /// The byte at `line.upperBound` is the carriage return of the line break.
    init(_ input: Span<UInt8>, in line: Range<Int>) throws(FieldFault) {
        let tokens = ByteSet.token
        var colon = line.lowerBound
        while tokens.contains(input[colon]) { colon &+= 1 }
        guard input[colon] == ASCII.colon, colon > line.lowerBound else {
            throw Self.nameFault(input, at: colon, in: line)
        }
        let value = input.trimmed((colon &+ 1)..<line.upperBound)
        if let control = input.firstControl(in: value) {
            throw input[control] == ASCII.carriageReturn ? .bareCarriageReturn : .valueByte
        }
        self.nameStart = UInt32(truncatingIfNeeded: line.lowerBound)
        self.nameEnd = UInt32(truncatingIfNeeded: colon)
        self.valueStart = UInt32(truncatingIfNeeded: value.lowerBound)
        self.valueEnd = UInt32(truncatingIfNeeded: value.upperBound)
        self.known = KnownField.recognised(input, in: line.lowerBound..<colon)
    }

    /// Why the name that ends at `end` is none.
    private static func nameFault(_ input: Span<UInt8>, at end: Int, in line: Range<Int>) -> FieldFault {
        if end == line.upperBound { return .missingColon }
        switch input[end] {
        case ASCII.colon: return .emptyName
        case ASCII.carriageReturn: return .bareCarriageReturn
        case ASCII.space, ASCII.tab:
            let rest = input.trimmed(end..<line.upperBound)
            return !rest.isEmpty && input[rest.lowerBound] == ASCII.colon ? .spaceBeforeColon : .nameByte
        default: return .nameByte
        }
    }
}
