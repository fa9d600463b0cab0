/// What `RequestDecoder.next` found.
package enum RequestEvent: Equatable, Sendable {
    /// Nothing new: read more bytes, append them, and ask again with the longer span.
    case needMore
    /// The head is complete and lies in `decoder.head`: judge it, then ask again with the same span.
    case head
    /// Content, as a range of the span just shown; never empty. Use it, then ask again with the same span.
    case body(Range<Int>)
    /// The message is complete: drop the first `consumed` bytes of the span, then ask again with what is left.
    case end(consumed: Int)
    /// The bytes are no request: reply with its status, then close. The answer to every further question.
    case refused(RequestRefusal)
}

/// Reads the requests of one connection, strictly, from bytes that the shell keeps (RFC 9112).
///
/// The shell holds one contiguous buffer that begins at the first byte of a message and shows all of it at every call.
/// The decoder holds no bytes; it remembers how far it has looked, so that the cost is linear in however small pieces
/// the bytes arrive, and the events are the same. Who drops what:
/// - Up to `.head` nothing is dropped. The ranges of `head` are offsets from the first byte of the message.
/// - After `.head` nothing need be dropped until `.end(consumed:)` tells how long the message was. A request that lies
///   whole in the span comes as `.head`, one `.body` (with Content-Length), `.end`, with all ranges valid at once.
/// - To stream content, drop up to `understood` leading bytes at any time after `.head` and say so with `discarded`.
///   Ranges of later events are of the shorter span; those of `head` no longer are.
///
/// States and their transitions: `between` → `startLine` → `fields` → `body` → `between`, or `finished` after a
/// connection's last request; any of them but `between` → `refused`.
package struct RequestDecoder: Sendable {
    enum State: Sendable, Equatable {
        case between
        case startLine(mayBeEmpty: Bool)
        case fields
        case body
        case finished
        case refused(RequestRefusal)
    }

    package let limits: HTTP1Limits
    /// Valid from `.head` until the first byte of the next message is decoded.
    package internal(set) var head = RequestHead()
    var scanner = LineScanner()
    private var state: State = .between
    private var body = BodyDecoder(.complete)

    package init(limits: HTTP1Limits = .defaults) {
        self.limits = limits
    }

    /// Whether no byte of the next message has been seen: the connection is idle and may be closed without a reply.
    package var isBetweenMessages: Bool { self.state == .between || self.state == .finished }

    /// How many leading bytes of the span are not needed any more; 0 until the head is complete.
    package var understood: Int {
        switch self.state {
        case .body: self.scanner.position
        case .between, .startLine, .fields, .finished, .refused: 0
        }
    }

    /// Notes that the shell dropped the first `count` bytes of its span, at most `understood`.
    package mutating func discarded(_ count: Int) {
        precondition(count <= self.understood, "discarded bytes that are not yet understood")
        self.scanner.discard(count)
    }

    /// Finds the next event in all the bytes that were not dropped yet.
    package mutating func next(_ input: Span<UInt8>) -> RequestEvent {
        do throws(RequestRefusal) {
            return try self.step(input)
        } catch {
            self.state = .refused(error)
            return .refused(error)
        }
    }

    private mutating func step(_ input: Span<UInt8>) throws(RequestRefusal) -> RequestEvent {
        switch self.state {
        case .between:
            guard !input.isEmpty else { return .needMore }
            self.head.fields.removeAll()
            self.state = .startLine(mayBeEmpty: true)
            return try self.readHead(input)
        case .startLine, .fields:
            return try self.readHead(input)
        case .body:
            return try self.readBody(input)
        case .finished:
            guard input.isEmpty else { throw .dataAfterLastRequest }
            return .needMore
        case .refused(let refusal):
            throw refusal
        }
    }

    private mutating func readHead(_ input: Span<UInt8>) throws(RequestRefusal) -> RequestEvent {
        while case .startLine(let mayBeEmpty) = self.state {
            guard let line = try self.takeRequestLine(input) else { return .needMore }
            if line.isEmpty {
                guard mayBeEmpty else { throw .emptyRequestLine }
                self.state = .startLine(mayBeEmpty: false)
            } else {
                try self.parseRequestLine(input, in: line)
                self.state = .fields
            }
        }
        while let line = try self.takeFieldLine(input) {
            if line.isEmpty {
                try self.completeHead()
                self.body = BodyDecoder(self.head.framing.bodyState)
                self.state = .body
                return .head
            }
            try self.parseField(input, in: line)
        }
        return .needMore
    }

    private mutating func readBody(_ input: Span<UInt8>) throws(RequestRefusal) -> RequestEvent {
        let step: BodyDecoder.Step
        do throws(ChunkFault) {
            step = try self.body.next(input, &self.scanner, self.limits)
        } catch {
            throw .chunk(error)
        }
        switch step {
        case .needMore: return .needMore
        case .piece(let range): return .body(range)
        case .complete:
            let consumed = self.scanner.position
            self.scanner = LineScanner()
            self.state = self.head.keepsAlive ? .between : .finished
            return .end(consumed: consumed)
        }
    }
}

extension RequestFraming {
    fileprivate var bodyState: BodyDecoder.State {
        switch self {
        case .none: .complete
        case .length(let length): .length(remaining: length)
        case .chunked: .chunkLine
        }
    }
}
