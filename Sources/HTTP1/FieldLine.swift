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

    /// Parses the line in `line`, which is not empty and holds neither its line break nor a control but HTAB.
    init(_ input: Span<UInt8>, in line: Range<Int>) throws(FieldFault) {
        let colon = input.firstIndex(of: ASCII.colon, in: line)
        guard colon < line.upperBound else { throw .missingColon }
        guard colon > line.lowerBound else { throw .emptyName }
        // A name that is known is a token; only others need to be looked at byte by byte.
        self.known = KnownField.recognised(input, in: line.lowerBound..<colon)
        guard self.known != nil || input.holds(only: .token, in: line.lowerBound..<colon) else {
            throw Self.nameFault(input, in: line.lowerBound..<colon)
        }
        let value = input.trimmed((colon &+ 1)..<line.upperBound)
        self.nameStart = UInt32(truncatingIfNeeded: line.lowerBound)
        self.nameEnd = UInt32(truncatingIfNeeded: colon)
        self.valueStart = UInt32(truncatingIfNeeded: value.lowerBound)
        self.valueEnd = UInt32(truncatingIfNeeded: value.upperBound)
    }

    private static func nameFault(_ input: Span<UInt8>, in name: Range<Int>) -> FieldFault {
        let rest = input.trimmed(name)
        return rest.upperBound < name.upperBound && input.holds(only: .token, in: rest) ? .spaceBeforeColon : .nameByte
    }
}
