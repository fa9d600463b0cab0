/// Where a decoder stands in the bytes it is shown, and how far it has looked for the end of a line.
///
/// Each byte is searched for a line feed once, however small the pieces are in which it arrives.
struct LineScanner: Sendable {
    /// The first byte that is not yet understood.
    private(set) var position = 0
    /// No line feed lies in `position..<searched`.
    private var searched = 0

    /// What a search for the end of a line comes to.
    enum Line {
        /// The line is incomplete and within its limit.
        case incomplete
        /// The line without its CRLF. The scanner stands after it.
        case complete(Range<Int>)
        /// The line ends in a line feed without a carriage return.
        case bareLineFeed
        /// There is no line feed in the first `limit` bytes of the line.
        case tooLong
    }

    /// Takes the line at the position, provided that it has at most `limit` bytes with its line break.
    mutating func takeLine(in input: Span<UInt8>, limit: Int) -> Line {
        let start = self.position
        let from = max(start, self.searched)
        guard let end = input.firstIndex(of: ASCII.lineFeed, in: from..<input.count) else {
            self.searched = input.count
            return input.count &- start >= limit ? .tooLong : .incomplete
        }
        guard end &- start < limit else { return .tooLong }
        guard end > start, input[end &- 1] == ASCII.carriageReturn else { return .bareLineFeed }
        self.position = end &+ 1
        return .complete(start..<end &- 1)
    }

    /// Moves over `count` bytes that are not searched for lines.
    mutating func advance(by count: Int) {
        self.position &+= count
    }

    /// Follows a shell that dropped the first `count` bytes of what it shows.
    mutating func discard(_ count: Int) {
        precondition(count >= 0 && count <= self.position, "discarded bytes that are not yet understood")
        self.position &-= count
        self.searched = max(0, self.searched &- count)
    }
}
