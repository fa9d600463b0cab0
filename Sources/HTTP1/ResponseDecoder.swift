/// What `ResponseDecoder.next` found.
package enum ResponseEvent: Equatable, Sendable {
    /// Nothing new: read more bytes, append them, and ask again with the longer span.
    case needMore
    /// An interim (1xx) response, whose head is in `decoder.head`: drop the first `consumed` bytes, then ask again.
    case interim(consumed: Int)
    /// The head is complete and lies in `decoder.head`: judge it, then ask again with the same span.
    case head
    /// Content, as a range of the span just shown; never empty. Use it, then ask again with the same span.
    case body(Range<Int>)
    /// The message is complete: drop the first `consumed` bytes of the span.
    case end(consumed: Int)
    /// The bytes are no response: close the connection. The answer to every further question.
    case refused(ResponseRefusal)
}

/// Reads the responses of one connection, strictly, from bytes that the shell keeps (RFC 9112).
///
/// Who keeps and drops what is as with `RequestDecoder`. Before each response the shell tells the method of its request
/// with `expect`, on which the framing depends; bytes that come unexpected are refused. When the server closes, the
/// shell asks `inputEnded`.
///
/// States and their transitions: `idle` → `statusLine` (by `expect`) → `fields` → `body` → `idle`, or `finished` after
/// a connection's last response; `fields` → `statusLine` after an interim response; any of them → `refused`.
package struct ResponseDecoder: Sendable {
    enum State: Sendable, Equatable {
        case idle
        case statusLine
        case fields
        case body
        case finished
        case refused(ResponseRefusal)
    }

    package let limits: HTTP1Limits
    /// Valid from `.head` or `.interim` until the first byte of the next message is decoded.
    package internal(set) var head = ResponseHead()
    var scanner = LineScanner()
    private(set) var method: Method = .get
    private var state: State = .idle
    private var interimResponses = 0
    /// The bytes that `head` was read from and the method it answers; empty when they are not known.
    private var known: (bytes: [UInt8], method: Method) = ([], .get)
    private var body = BodyDecoder(.complete)

    package init(limits: HTTP1Limits = .defaults) {
        self.limits = limits
    }

    /// Expects the response to a request with this method.
    ///
    /// Called once for each exchange, when the response before it is complete; must not be called after a connection's
    /// last response (`keepsAlive`), and has no effect after a refusal.
    package mutating func expect(responseTo method: Method) {
        switch self.state {
        case .idle: self.state = .statusLine
        case .refused: return
        case .statusLine, .fields, .body: preconditionFailure("expect called inside a response")
        case .finished: preconditionFailure("expect called after the last response of a connection")
        }
        self.method = method
        self.interimResponses = 0
    }

    /// Whether no response is under way or expected.
    package var isIdle: Bool { self.state == .idle || self.state == .finished }

    /// How many leading bytes of the span are not needed any more; 0 until the head is complete.
    package var understood: Int { self.state == .body ? self.scanner.position : 0 }

    /// Notes that the shell dropped the first `count` bytes of its span, at most `understood`.
    package mutating func discarded(_ count: Int) {
        precondition(count <= self.understood, "discarded bytes that are not yet understood")
        self.scanner.discard(count)
    }

    /// Finds the next event in all the bytes that were not dropped yet.
    package mutating func next(_ input: Span<UInt8>) -> ResponseEvent {
        do throws(ResponseRefusal) {
            return try self.step(input)
        } catch {
            self.state = .refused(error)
            return .refused(error)
        }
    }

    /// Tells what the end of the connection means, after `next` answered `.needMore` to the same span.
    ///
    /// `.end` where the content ends with the connection, `.needMore` where no response was under way or expected, else
    /// a refusal.
    package mutating func inputEnded() -> ResponseEvent {
        switch self.state {
        case .idle, .finished: return .needMore
        case .refused(let refusal): return .refused(refusal)
        case .body where self.head.framing == .untilClose:
            self.state = .finished
            return .end(consumed: self.scanner.position)
        case .statusLine, .fields, .body:
            self.state = .refused(.truncated)
            return .refused(.truncated)
        }
    }

    private mutating func step(_ input: Span<UInt8>) throws(ResponseRefusal) -> ResponseEvent {
        switch self.state {
        case .idle, .finished:
            guard input.isEmpty else { throw .unexpected }
            return .needMore
        case .statusLine, .fields:
            return try self.readHead(input)
        case .body:
            return try self.readBody(input)
        case .refused(let refusal):
            throw refusal
        }
    }

    private mutating func readHead(_ input: Span<UInt8>) throws(ResponseRefusal) -> ResponseEvent {
        if self.state == .statusLine {
            if self.beginsAsLast(input) {
                self.scanner.advance(by: self.known.bytes.count)
                return self.beginBody()
            }
            guard let line = try self.takeStatusLine(input) else { return .needMore }
            self.known.bytes.removeAll(keepingCapacity: true)
            self.head.fields.removeAll()
            try self.parseStatusLine(input, in: line)
            self.state = .fields
        }
        while let line = try self.takeFieldLine(input) {
            if line.isEmpty {
                try self.completeHead()
                guard self.head.status >= 200 else { return try self.completeInterim() }
                self.rememberHead(input)
                return self.beginBody()
            }
            try self.parseField(input, in: line)
        }
        return .needMore
    }

    /// Longer heads are not likely to come again.
    private static let maximumKnownHead = 512

    /// Whether the whole head of the last response comes again, byte for byte, to the same method: then it has been
    /// read. Servers say the same head for a second at a time. Measured: 0.1 instead of 0.7 us.
    private func beginsAsLast(_ input: Span<UInt8>) -> Bool {
        let count = self.known.bytes.count
        guard count > 0, self.scanner.position == 0, input.count >= count, self.known.method == self.method else {
            return false
        }
        let bytes = self.known.bytes.span
        var index = 0
        while count &- index >= 8 {
            guard bytes.word(at: index) == input.word(at: index) else { return false }
            index &+= 8
        }
        while index < count {
            guard bytes[index] == input[index] else { return false }
            index &+= 1
        }
        return true
    }

    private mutating func rememberHead(_ input: Span<UInt8>) {
        guard self.head.end <= Self.maximumKnownHead else { return }
        self.known.bytes.append(input.extracting(..<self.head.end))
        self.known.method = self.method
    }

    private mutating func completeInterim() throws(ResponseRefusal) -> ResponseEvent {
        self.interimResponses += 1
        guard self.interimResponses <= self.limits.maximumInterimResponses else { throw .tooManyInterimResponses }
        let consumed = self.scanner.position
        self.scanner = LineScanner()
        self.state = .statusLine
        return .interim(consumed: consumed)
    }

    private mutating func beginBody() -> ResponseEvent {
        switch self.head.framing {
        case .none: self.body = BodyDecoder(.complete)
        case .length(let length): self.body = BodyDecoder(.length(remaining: length))
        case .chunked: self.body = BodyDecoder(.chunkLine)
        case .untilClose: self.body = BodyDecoder(.untilClose)
        }
        self.state = .body
        return .head
    }

    private mutating func readBody(_ input: Span<UInt8>) throws(ResponseRefusal) -> ResponseEvent {
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
            self.state = self.head.keepsAlive ? .idle : .finished
            return .end(consumed: consumed)
        }
    }
}
