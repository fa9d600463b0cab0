/// Where a value stands in its document, and what it is. It holds none of the text.
package struct JSONValue: Equatable, Sendable {
    package enum Kind: Equatable, Sendable {
        case string
        case number
        case bool(Bool)
        case null
        case object
        case array
    }

    package let kind: Kind
    /// The bytes of its text in the document; the quotes of a string and the brackets of the others are included.
    package let range: Range<Int>
    /// Whether it is a string that must be unescaped before use.
    package let hasEscapes: Bool

    init(kind: Kind, range: Range<Int>, hasEscapes: Bool = false) {
        self.kind = kind
        self.range = range
        self.hasEscapes = hasEscapes
    }

    /// The bytes between the quotes of a string; of another value, all its bytes.
    ///
    /// Without escapes they are the string itself, as UTF-8.
    package var content: Range<Int> {
        guard self.kind == .string else { return self.range }
        return (self.range.lowerBound + 1)..<(self.range.upperBound - 1)
    }
}
