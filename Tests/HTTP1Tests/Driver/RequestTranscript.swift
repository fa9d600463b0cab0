#if canImport(HTTP1)
    import HTTP1
#endif

/// A request as it was decoded, copied out of the buffer.
struct DecodedRequest: Equatable {
    var method: [UInt8]
    var target: [UInt8]
    var path: [UInt8]
    var authority: [UInt8]?
    var version: HTTPVersion
    var fields: [DecodedField]
    var framing: RequestFraming
    var keepsAlive: Bool
    var expectsContinue: Bool
    var body: [UInt8] = []

    init(_ head: RequestHead, in buffer: [UInt8]) {
        precondition(head.end <= buffer.count, "a head outside the input")
        self.method = buffer.at(head.methodRange)
        self.target = buffer.at(head.target.whole)
        self.path = buffer.at(head.target.path)
        self.authority = head.authority.map { buffer.at($0) }
        self.version = head.version
        self.fields = head.fields.lines.map { DecodedField(name: buffer.at($0.name), value: buffer.at($0.value)) }
        self.framing = head.framing
        self.keepsAlive = head.keepsAlive
        self.expectsContinue = head.expectsContinue
    }
}

/// All that a `RequestDecoder` made of some bytes.
struct RequestTranscript: Equatable {
    /// Requests that came to their end.
    var complete: [DecodedRequest] = []
    /// The request whose head was decoded and whose end was not.
    var partial: DecodedRequest?
    var refusal: RequestRefusal?
    /// Bytes after the last complete request that no head was made of.
    var isIdle = true

    init(of bytes: [UInt8], feeding: Feeding = .whole, limits: HTTP1Limits = .defaults) {
        var decoder = RequestDecoder(limits: limits)
        var buffer: [UInt8] = []
        var offset = 0
        while offset < bytes.count, self.refusal == nil {
            let end = offset + min(feeding.pieceSize, bytes.count - offset)
            buffer += bytes[offset..<end]
            offset = end
            self.drain(&decoder, &buffer, drops: feeding.drops)
        }
        self.isIdle = decoder.isBetweenMessages
    }

    private mutating func drain(_ decoder: inout RequestDecoder, _ buffer: inout [UInt8], drops: Bool) {
        while true {
            switch decoder.next(buffer.span) {
            case .needMore: return
            case .head: self.partial = DecodedRequest(decoder.head, in: buffer)
            case .body(let range):
                precondition(!range.isEmpty, "an empty piece")
                self.partial?.body += buffer.at(range)
            case .end(let consumed):
                precondition(consumed <= buffer.count, "an end outside the input")
                buffer.removeFirst(consumed)
                if let partial = self.partial { self.complete.append(partial) }
                self.partial = nil
            case .refused(let refusal):
                precondition(decoder.next(buffer.span) == .refused(refusal), "a refusal that did not stay")
                self.refusal = refusal
                return
            }
            if drops, decoder.understood > 0 {
                let count = decoder.understood
                buffer.removeFirst(count)
                decoder.discarded(count)
            }
        }
    }
}
