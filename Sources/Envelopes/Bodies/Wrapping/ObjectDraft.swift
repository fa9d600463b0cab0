import JSONText

/// A JSON object in the making, its members in the order in which they are set.
struct ObjectDraft {
    enum Value {
        /// The characters of a string.
        case text([UInt8])
        /// JSON as it is to stand there.
        case json([UInt8])
        case object(ObjectDraft)
        /// What a frame leaves open.
        case gap
    }

    private var members: [(name: [UInt8], value: Value)] = []

    init() {}

    /// Sets what a pointer leads to; steps on the way become objects.
    mutating func set(_ member: EnvelopeMember, to value: Value) {
        self.set(member.pointer.names[...], to: value)
    }

    private mutating func set(_ path: ArraySlice<[UInt8]>, to value: Value) {
        guard let name = path.first else { return }
        let place = self.members.firstIndex { $0.name == name }
        guard path.count > 1 else {
            if let place {
                self.members[place].value = value
            } else {
                self.members.append((name, value))
            }
            return
        }
        var inner = ObjectDraft()
        if let place, case .object(let present) = self.members[place].value { inner = present }
        inner.set(path.dropFirst(), to: value)
        self.set(path.prefix(1), to: .object(inner))
    }

    /// Writes the object without white space. - Returns: where the gap is, if there is one.
    @discardableResult
    func write(to output: inout [UInt8]) -> Int? {
        var gap: Int?
        output.append(UInt8(ascii: "{"))
        for (index, member) in self.members.enumerated() {
            if index > 0 { output.append(UInt8(ascii: ",")) }
            Self.write(quoted: member.name, to: &output)
            output.append(UInt8(ascii: ":"))
            switch member.value {
            case .text(let text): Self.write(quoted: text, to: &output)
            case .json(let json): output += json
            case .object(let object): gap = object.write(to: &output) ?? gap
            case .gap: gap = output.count
            }
        }
        output.append(UInt8(ascii: "}"))
        return gap
    }

    private static func write(quoted text: [UInt8], to output: inout [UInt8]) {
        output.append(UInt8(ascii: "\""))
        JSONText.appendEscaped(text.span, to: &output)
        output.append(UInt8(ascii: "\""))
    }
}
