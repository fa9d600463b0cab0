extension JSONTree {
    /// As text (RFC 8259), a member or element a line, each level two spaces further in.
    package var written: String {
        var output: [UInt8] = []
        self.append(to: &output, indent: 0)
        return String(decoding: output, as: UTF8.self)
    }

    private func append(to output: inout [UInt8], indent: Int) {
        switch self {
        case .null: output += "null".utf8
        case .bool(let value): output += (value ? "true" : "false").utf8
        case .integer(let value): output += String(value).utf8
        case .string(let value): Self.append(quoted: value, to: &output)
        case .text(let text): output += text.utf8
        case .array(let elements):
            Self.appendList("[", elements, "]", to: &output, indent: indent) { element, output in
                element.append(to: &output, indent: indent + 1)
            }
        case .object(let members):
            Self.appendList("{", members, "}", to: &output, indent: indent) { member, output in
                Self.append(quoted: member.name, to: &output)
                output += ": ".utf8
                member.value.append(to: &output, indent: indent + 1)
            }
        }
    }

    private static func appendList<Item>(
        _ opening: String, _ items: [Item], _ closing: String, to output: inout [UInt8], indent: Int,
        _ appendItem: (Item, inout [UInt8]) -> Void
    ) {
        output += opening.utf8
        for (index, item) in items.enumerated() {
            if index > 0 { output += ",".utf8 }
            self.appendLine(to: &output, indent: indent + 1)
            appendItem(item, &output)
        }
        if !items.isEmpty { self.appendLine(to: &output, indent: indent) }
        output += closing.utf8
    }

    private static func appendLine(to output: inout [UInt8], indent: Int) {
        output.append(UInt8(ascii: "\n"))
        output += Array(repeating: UInt8(ascii: " "), count: 2 * indent)
    }

    private static func append(quoted text: String, to output: inout [UInt8]) {
        let bytes = Array(text.utf8)
        output.append(UInt8(ascii: "\""))
        JSONText.appendEscaped(bytes.span, to: &output)
        output.append(UInt8(ascii: "\""))
    }
}
