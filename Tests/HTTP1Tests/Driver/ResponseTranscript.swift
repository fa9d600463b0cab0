#if canImport(HTTP1)
    import HTTP1
#endif

/// A response as it was decoded, copied out of the buffer.
struct DecodedResponse: Equatable {
    var status: Int
    var reason: [UInt8]
    var version: HTTPVersion
    var fields: [DecodedField]
    var framing: ResponseFraming
    var keepsAlive: Bool
    var body: [UInt8] = []

    init(_ head: ResponseHead, in buffer: [UInt8]) {
        precondition(head.end <= buffer.count, "a head outside the input")
        self.status = head.status
        self.reason = buffer.at(head.reason)
        self.version = head.version
        self.fields = head.fields.lines.map { DecodedField(name: buffer.at($0.name), value: buffer.at($0.value)) }
        self.framing = head.framing
        self.keepsAlive = head.keepsAlive
    }
}

/// All that a `ResponseDecoder` made of some bytes and of the end of the connection after them.
struct ResponseTranscript: Equatable {
    var interim: [Int] = []
    /// Responses that came to their end.
    var complete: [DecodedResponse] = []
    /// The response whose head was decoded and whose end was not.
    var partial: DecodedResponse?
    var refusal: ResponseRefusal?

    /// The methods are those of the requests, in order; as many responses are expected.
    init(
        of bytes: [UInt8], to methods: [Method] = [.get], feeding: Feeding = .whole, limits: HTTP1Limits = .defaults
    ) {
        var decoder = ResponseDecoder(limits: limits)
        var expected = methods[...]
        var buffer: [UInt8] = []
        var offset = 0
        self.expectNext(&decoder, &expected)
        while offset < bytes.count, self.refusal == nil {
            let end = offset + min(feeding.pieceSize, bytes.count - offset)
            buffer += bytes[offset..<end]
            offset = end
            self.drain(&decoder, &buffer, &expected, drops: feeding.drops)
        }
        if self.refusal == nil { self.end(decoder.inputEnded(), &buffer) }
    }

    private func expectNext(_ decoder: inout ResponseDecoder, _ methods: inout ArraySlice<Method>) {
        let mayFollow = self.complete.last?.keepsAlive ?? true
        if mayFollow, let method = methods.popFirst() { decoder.expect(responseTo: method) }
    }

    private mutating func drain(
        _ decoder: inout ResponseDecoder, _ buffer: inout [UInt8], _ methods: inout ArraySlice<Method>, drops: Bool
    ) {
        while true {
            let event = decoder.next(buffer.span)
            switch event {
            case .needMore: return
            case .interim(let consumed):
                self.interim.append(decoder.head.status)
                buffer.removeFirst(consumed)
            case .head: self.partial = DecodedResponse(decoder.head, in: buffer)
            case .body(let range):
                precondition(!range.isEmpty, "an empty piece")
                self.partial?.body += buffer.at(range)
            case .end:
                self.end(event, &buffer)
                self.expectNext(&decoder, &methods)
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

    private mutating func end(_ event: ResponseEvent, _ buffer: inout [UInt8]) {
        switch event {
        case .end(let consumed):
            buffer.removeFirst(consumed)
            if let partial = self.partial { self.complete.append(partial) }
            self.partial = nil
        case .refused(let refusal): self.refusal = refusal
        case .needMore: break
        case .interim, .head, .body: preconditionFailure("the end of input is not the start of anything")
        }
    }
}
