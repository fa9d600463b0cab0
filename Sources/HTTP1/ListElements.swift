/// The elements of a comma-separated field value (RFC 9110 § 5.6.1), trimmed and possibly empty.
///
/// Quoted strings are not known here: it serves lists of tokens only.
struct ListElements {
    private var rest: Range<Int>?

    init(_ value: Range<Int>) { self.rest = value }

    mutating func next(in input: Span<UInt8>) -> Range<Int>? {
        guard let rest = self.rest else { return nil }
        let comma = input.firstIndex(of: ASCII.comma, in: rest)
        self.rest = comma < rest.upperBound ? (comma &+ 1)..<rest.upperBound : nil
        return input.trimmed(rest.lowerBound..<comma)
    }
}
