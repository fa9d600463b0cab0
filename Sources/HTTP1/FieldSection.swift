/// The fields of one head, as offsets into the bytes of the message, in the order of arrival.
///
/// The array of lines is reused from message to message. A copy held while the next head is parsed costs an allocation.
package struct FieldSection: Sendable {
    package private(set) var lines: [FieldLine] = []
    /// For each known field that is present, the index of its first line.
    private var first = InlineArray<32, UInt16>(repeating: 0)
    private var present: UInt32 = 0
    private var repeated: UInt32 = 0
    /// What Content-Length, Transfer-Encoding and Connection said.
    private(set) var framing = FramingFields()

    mutating func removeAll() {
        self.lines.removeAll(keepingCapacity: true)
        self.present = 0
        self.repeated = 0
        self.framing = FramingFields()
    }

    /// Parses one line into the section.
    mutating func append(_ input: Span<UInt8>, in line: Range<Int>, limit: Int) throws(FieldFault) -> FieldLine {
        if input[line.lowerBound].isBlank { throw self.lines.isEmpty ? .leadingWhitespace : .foldedLine }
        guard self.lines.count < limit else { throw .tooMany }
        let field = try FieldLine(input, in: line)
        if let known = field.known {
            if self.present & known.bit == 0 {
                self.present |= known.bit
                self.first[Int(known.rawValue)] = UInt16(truncatingIfNeeded: self.lines.count)
            } else {
                self.repeated |= known.bit
            }
        }
        self.lines.append(field)
        return field
    }

    /// Lets a field that bears on framing or persistence count.
    mutating func apply(_ field: FieldLine, in input: Span<UInt8>, version: HTTPVersion) throws(FramingFault) {
        switch field.known {
        case .contentLength, .transferEncoding, .connection, .proxyConnection:
            guard !Self.holdsTab(field.value, in: input) else { throw .tab }
        default: return
        }
        switch field.known {
        case .contentLength: try self.framing.contentLengthReceived(input, in: field.value)
        case .transferEncoding: try self.framing.transferEncodingReceived(input, in: field.value, version: version)
        case .connection: try self.framing.connectionReceived(input, in: field.value)
        case .proxyConnection: self.framing.proxyConnectionReceived(input, in: field.value)
        default: break
        }
    }

    /// Whether there is a tab in the value or between it and the carriage return that ends its line.
    private static func holdsTab(_ value: Range<Int>, in input: Span<UInt8>) -> Bool {
        var index = value.lowerBound
        while input[index] != ASCII.carriageReturn {
            if input[index] == ASCII.tab { return true }
            index &+= 1
        }
        return false
    }

    /// Whether at least one line has this name.
    package func contains(_ field: KnownField) -> Bool { self.present & field.bit != 0 }

    /// Whether more than one line has this name. A credential that came twice is refused by whoever reads it.
    package func isRepeated(_ field: KnownField) -> Bool { self.repeated & field.bit != 0 }

    /// The value of the first line with this name.
    package func value(of field: KnownField) -> Range<Int>? {
        guard self.contains(field) else { return nil }
        return self.lines[Int(self.first[Int(field.rawValue)])].value
    }

    /// The value of the first line whose name is `name` in any letter case; `name` is lower-case.
    ///
    /// Looks at every line: for names that are not among the known fields.
    package func value(of name: StaticString, in input: Span<UInt8>) -> Range<Int>? {
        for line in self.lines where input.matches(name, in: line.name) { return line.value }
        return nil
    }

    /// How many lines have this name, in any letter case; `name` is lower-case.
    package func count(of name: StaticString, in input: Span<UInt8>) -> Int {
        var count = 0
        for line in self.lines where input.matches(name, in: line.name) { count += 1 }
        return count
    }

    /// Whether a Connection field names this line as one for this connection only (RFC 9110 § 7.6.1).
    package func isNamedByConnection(_ line: FieldLine, in input: Span<UInt8>) -> Bool {
        guard self.contains(.connection) else { return false }
        for connection in self.lines where connection.known == .connection {
            var options = ListElements(connection.value)
            while let option = options.next(in: input) {
                if input.matchesIgnoringCase(option, line.name) { return true }
            }
        }
        return false
    }
}

extension Span<UInt8> {
    /// Whether two ranges hold the same token in any letter case.
    fileprivate func matchesIgnoringCase(_ left: Range<Int>, _ right: Range<Int>) -> Bool {
        guard left.count == right.count else { return false }
        for offset in 0..<left.count
        where self[left.lowerBound &+ offset].lowercased != self[right.lowerBound &+ offset].lowercased {
            return false
        }
        return true
    }
}

extension UInt8 {
    fileprivate var lowercased: UInt8 { self &- 0x41 < 26 ? self | 0x20 : self }
}
