/// Finds the content of one message and its end, however it is framed.
///
/// States and their transitions:
/// - `length` → `complete` when as many bytes were seen as Content-Length says
/// - `chunkLine` → `chunkData` → `chunkEnd` → `chunkLine`, and `chunkLine` → `trailers` → `complete` at the last chunk
/// - `untilClose` stays: the shell knows the end
struct BodyDecoder: Sendable {
    enum State: Sendable, Equatable {
        case length(remaining: Int)
        case chunkLine
        case chunkData(remaining: Int)
        case chunkEnd
        case trailers
        case untilClose
        case complete
    }

    /// What a step comes to.
    enum Step {
        case needMore
        case piece(Range<Int>)
        case complete
    }

    private(set) var state: State
    private var extensionBytes = 0
    private var trailerBytes = 0
    private var trailerFields = 0

    init(_ state: State) { self.state = state }

    /// Takes what it can from the scanner's position on; a piece is never empty.
    mutating func next(
        _ input: Span<UInt8>, _ scanner: inout LineScanner, _ limits: HTTP1Limits
    ) throws(ChunkFault) -> Step {
        while true {
            switch self.state {
            case .length(let remaining):
                guard remaining > 0 else {
                    self.state = .complete
                    continue
                }
                guard let piece = Self.take(remaining, input, &scanner) else { return .needMore }
                self.state = .length(remaining: remaining &- piece.count)
                return .piece(piece)
            case .chunkLine:
                guard let line = try self.takeChunkLine(input, &scanner, limits) else { return .needMore }
                self.state = line.size == 0 ? .trailers : .chunkData(remaining: line.size)
            case .chunkData(let remaining):
                guard let piece = Self.take(remaining, input, &scanner) else { return .needMore }
                self.state = piece.count < remaining ? .chunkData(remaining: remaining &- piece.count) : .chunkEnd
                return .piece(piece)
            case .chunkEnd:
                guard try Self.takeChunkEnd(input, &scanner) else { return .needMore }
                self.state = .chunkLine
            case .trailers:
                guard let isEnd = try self.takeTrailer(input, &scanner, limits) else { return .needMore }
                if isEnd { self.state = .complete }
            case .untilClose:
                guard let piece = Self.take(.max, input, &scanner) else { return .needMore }
                return .piece(piece)
            case .complete:
                return .complete
            }
        }
    }

    /// At most `count` bytes of what has arrived; nil when that is none.
    private static func take(_ count: Int, _ input: Span<UInt8>, _ scanner: inout LineScanner) -> Range<Int>? {
        let start = scanner.position
        let available = min(count, input.count &- start)
        guard available > 0 else { return nil }
        scanner.advance(by: available)
        return start..<start &+ available
    }

    private mutating func takeChunkLine(
        _ input: Span<UInt8>, _ scanner: inout LineScanner, _ limits: HTTP1Limits
    ) throws(ChunkFault) -> ChunkLine? {
        let range: Range<Int>?
        do throws(LineFault) {
            range = try scanner.takeLine(in: input, limit: limits.maximumChunkLineBytes)
        } catch {
            throw .line(error)
        }
        guard let range else { return nil }
        let line = try ChunkLine(input, in: range)
        self.extensionBytes &+= line.extensionBytes
        guard self.extensionBytes <= limits.maximumChunkExtensionBytes else { throw .extensionsTooLarge }
        return line
    }

    /// Whether both bytes of the CRLF after a chunk's data are there; each is judged as soon as it is.
    private static func takeChunkEnd(
        _ input: Span<UInt8>, _ scanner: inout LineScanner
    ) throws(ChunkFault) -> Bool {
        let start = scanner.position
        guard start < input.count else { return false }
        guard input[start] == ASCII.carriageReturn else { throw .dataUnterminated }
        guard start &+ 1 < input.count else { return false }
        guard input[start &+ 1] == ASCII.lineFeed else { throw .dataUnterminated }
        scanner.advance(by: 2)
        return true
    }

    /// Checks a trailer field and drops it (RFC 9112 § 7.1.2 lets a recipient do so); true at the empty line.
    private mutating func takeTrailer(
        _ input: Span<UInt8>, _ scanner: inout LineScanner, _ limits: HTTP1Limits
    ) throws(ChunkFault) -> Bool? {
        let start = scanner.position
        let line: Range<Int>?
        do throws(LineFault) {
            line = try scanner.takeLine(in: input, limit: limits.maximumTrailerBytes &- self.trailerBytes)
        } catch {
            throw .trailer(.line(error))
        }
        guard let line else { return nil }
        guard !line.isEmpty else { return true }
        self.trailerBytes &+= scanner.position &- start
        self.trailerFields &+= 1
        guard self.trailerFields <= limits.maximumHeaderFields else { throw .trailer(.tooMany) }
        try self.check(input, in: line)
        return false
    }

    private func check(_ input: Span<UInt8>, in line: Range<Int>) throws(ChunkFault) {
        guard !input[line.lowerBound].isBlank else { throw .trailer(.foldedLine) }
        let field: FieldLine
        do throws(FieldFault) {
            field = try FieldLine(input, in: line)
        } catch {
            throw .trailer(error)
        }
        if let known = field.known, known.isForbiddenInTrailers { throw .trailerForbidden }
    }
}
