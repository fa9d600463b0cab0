/// What a request is about, as offsets from the first byte of its message (RFC 9112 § 3.2).
package struct RequestTarget: Sendable, Equatable {
    /// The forms that are accepted. The authority form belongs to CONNECT, which is refused.
    package enum Form: UInt8, Sendable, Equatable {
        /// `/path?query`
        case origin
        /// `http://host/path?query`, as sent to a proxy.
        case absolute
        /// `*`, with OPTIONS only.
        case asterisk
    }

    package let form: Form
    /// All of it.
    package let whole: Range<Int>
    /// The path before `?`. Empty in an absolute form without a path, which means `/`, and `*` for OPTIONS.
    package let path: Range<Int>
    /// The authority of an absolute form, which counts and not Host (RFC 9112 § 3.2.2).
    package let authority: Range<Int>?

    /// What stands after the path: empty, or `?` and the query.
    package var query: Range<Int> { self.path.upperBound..<self.whole.upperBound }

    /// Parses the target in `range`, which is not empty; nil when it has none of the three forms.
    init?(_ input: Span<UInt8>, in range: Range<Int>, method: Method) {
        self.whole = range
        var start = range.lowerBound
        switch input[start] {
        case ASCII.slash:
            self.form = .origin
            self.authority = nil
        case ASCII.asterisk:
            guard range.count == 1, method == .options else { return nil }
            self.form = .asterisk
            self.authority = nil
        default:
            guard let authority = Self.authority(input, in: range) else { return nil }
            self.form = .absolute
            self.authority = authority
            start = authority.upperBound
        }
        let end = input.firstIndex(of: ASCII.question, in: start..<range.upperBound)
        self.path = start..<end
    }

    /// The authority after `http://` or `https://`: up to a slash, a question mark or the end, valid and not empty.
    private static func authority(_ input: Span<UInt8>, in range: Range<Int>) -> Range<Int>? {
        let start: Int
        if range.count > 7, input.matches("http://", in: range.lowerBound..<range.lowerBound &+ 7) {
            start = range.lowerBound &+ 7
        } else if range.count > 8, input.matches("https://", in: range.lowerBound..<range.lowerBound &+ 8) {
            start = range.lowerBound &+ 8
        } else {
            return nil
        }
        var end = start
        while end < range.upperBound, input[end] != ASCII.slash, input[end] != ASCII.question { end &+= 1 }
        guard end > start, HostSyntax.accepts(input, in: start..<end) else { return nil }
        return start..<end
    }
}
