/// What can be wrong with a line before anybody looks at what it says (RFC 9112 § 2.2).
package enum LineFault: Error, Equatable, Sendable {
    /// A line feed without the carriage return before it. RFC 9112 lets a recipient take it for a line break; we do not.
    case bareLineFeed
    /// A carriage return that no line feed follows.
    case bareCarriageReturn
    /// Another control character than HTAB.
    case control
    /// More bytes than the limit, the line break included.
    case tooLong
}

/// Where a decoder stands in the bytes it is shown, and how far it has looked for the end of a line.
///
/// Each byte is looked at once, however small the pieces are in which it arrives, and a byte that no line may hold is
/// refused as soon as it is seen.
struct LineScanner: Sendable {
    /// The first byte that is not yet understood.
    private(set) var position = 0
    /// No control but HTAB lies in `position..<searched`.
    private var searched = 0

    /// Takes the line at the position and returns it without its CRLF; nil while it is incomplete.
    ///
    /// A line that was taken holds no control but HTAB, and a carriage return stands at its upper bound. It has at most
    /// `limit` bytes with its line break.
    mutating func takeLine(in input: Span<UInt8>, limit: Int) throws(LineFault) -> Range<Int>? {
        let start = self.position
        let bound = min(input.count, start &+ limit)
        let end = input.firstControl(in: max(start, self.searched)..<bound)
        guard end &+ 1 < bound else {
            if end < bound, input[end] != ASCII.carriageReturn { throw Self.fault(of: input[end]) }
            self.searched = end
            if bound &- start >= limit { throw .tooLong }
            return nil
        }
        guard input[end] == ASCII.carriageReturn, input[end &+ 1] == ASCII.lineFeed else {
            throw Self.fault(of: input[end])
        }
        self.position = end &+ 2
        return start..<end
    }

    private static func fault(of byte: UInt8) -> LineFault {
        switch byte {
        case ASCII.lineFeed: .bareLineFeed
        case ASCII.carriageReturn: .bareCarriageReturn
        default: .control
        }
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
