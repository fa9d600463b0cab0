/// A place in a JSON document (RFC 6901), read once and looked up in many documents.
package struct JSONPointer: Equatable, Sendable {
    /// One step: the name of a member, or the index of an element.
    struct Step: Equatable, Sendable {
        /// UTF-8, its `~0` and `~1` decoded.
        let name: [UInt8]
        /// Nil for what RFC 6901 § 4 does not allow as an index: leading zeros, and `-`, which names no element.
        let index: Int?

        init(_ name: [UInt8]) {
            self.name = name
            let isIndex =
                name == [UInt8(ascii: "0")]
                || !name.isEmpty && name[0] != UInt8(ascii: "0") && name.allSatisfy { $0 &- UInt8(ascii: "0") < 10 }
            self.index = isIndex ? Int(String(decoding: name, as: UTF8.self)) : nil
        }
    }

    /// As it was written.
    package let text: String
    let steps: [Step]

    /// Reads a pointer in its string form: empty for the whole document, else a slash before each step.
    package init(_ text: String) throws(JSONPointerFault) {
        self.text = text
        var steps: [Step] = []
        if !text.isEmpty {
            guard text.utf8.first == UInt8(ascii: "/") else { throw .noSlash }
            for step in text.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
                steps.append(Step(try Self.decoded(step)))
            }
        }
        self.steps = steps
    }

    /// Whether it names the document itself.
    package var isWhole: Bool { self.steps.isEmpty }

    private static func decoded(_ step: Substring.UTF8View) throws(JSONPointerFault) -> [UInt8] {
        var name: [UInt8] = []
        var bytes = step.makeIterator()
        while let byte = bytes.next() {
            guard byte == UInt8(ascii: "~") else {
                name.append(byte)
                continue
            }
            switch bytes.next() {
            case UInt8(ascii: "0"): name.append(UInt8(ascii: "~"))
            case UInt8(ascii: "1"): name.append(UInt8(ascii: "/"))
            default: throw .unknownEscape
            }
        }
        return name
    }
}

/// Why a text is no JSON Pointer.
package enum JSONPointerFault: Error, Equatable, Sendable, CaseIterable {
    /// It is not empty and does not begin with a slash.
    case noSlash
    /// A tilde is followed by neither 0 nor 1.
    case unknownEscape
}
