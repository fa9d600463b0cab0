import Envelopes
import Gateway
import HTTP1
import NIOCore
import Pooling
import Primitives

/// One connection to an upstream: exchanges out, replies back in the order of the exchanges, all on its loop.
///
/// It decides nothing but where a reply ends: what is sent on it and what becomes of it is its pool's business. Once
/// the pool has let go of it (`isReleased`), nothing more of it is told.
final class UpstreamConnection: PooledConnection, FlushedAtTurnEnd {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    let id: ConnectionID
    /// Where its events go.
    private let pool: UpstreamPool<UpstreamConnection>
    private let fixedHead: SecretBytes
    private let replyLimit: Int
    /// Names of header fields that are part of replies' envelopes.
    private let fieldNames: [[UInt8]]
    private var context: ChannelHandlerContext?
    @exclusivity(unchecked) private var decoder: ResponseDecoder
    /// All bytes since the first of the current reply.
    @exclusivity(unchecked) private var input = ByteBuffer()
    @exclusivity(unchecked) private var output = ByteBuffer()
    private var reply = UpstreamReply(status: 0)
    @exclusivity(unchecked) private var body = BodyCollector()
    private var isReleased = false
    /// Once open it tells its pool how it ended; until then who opened it does.
    private var isOpen = false
    /// Exchanges without a reply, those gathered and not yet written among them.
    private var outstanding = 0
    private var unsent = 0
    private var isFlushing = false
    /// When the exchange whose reply is awaited was sent, or the reply before it came.
    private var waitingSince = NIODeadline.now()

    init(
        pool: UpstreamPool<UpstreamConnection>, id: ConnectionID, to endpoint: Upstream.Endpoint, fixedHead: SecretBytes
    ) {
        self.pool = pool
        self.id = id
        self.fixedHead = fixedHead
        self.replyLimit = pool.upstream.replyLimit
        self.fieldNames = pool.upstream.envelopeFieldNames
        self.decoder = ResponseDecoder()
    }

    static func fixedHead(for endpoint: Upstream.Endpoint, of upstream: Upstream) -> SecretBytes {
        upstream.fixedHead(for: endpoint)
    }

    static func timeout(of upstream: Upstream) -> Int? { upstream.timeout }

    // MARK: Sending

    /// Writes one exchange; what comes in one turn of the loop leaves as one buffer.
    func send(_ exchange: UpstreamExchange) {
        if self.outstanding == 0 {
            self.decoder.expect(responseTo: .post)
            self.waitingSince = .now()
        }
        self.outstanding += 1
        self.unsent += 1
        if self.output.readableBytes == 0 {
            self.output.clear()
            self.pool.turnEnd.flush(self)
        }
        self.fixedHead.withUnsafeBytes { _ = self.output.writeBytes($0) }
        if let authorization = self.pool.authorization {
            authorization.withUnsafeBytes { _ = self.output.writeBytes($0) }
        }
        self.output.writeBytes(exchange.request)
    }

    /// Writes what has been gathered as one buffer.
    ///
    /// A write that fails tells so before it returns; what comes of that waits until the pool, which called this, is
    /// done with what it does.
    func flush() {
        guard self.output.readableBytes > 0 else { return }
        self.unsent = 0
        self.isFlushing = true
        self.context?.writeAndFlush(self.wrapOutboundOut(self.output), promise: nil)
        self.isFlushing = false
        self.output.clear()
    }

    /// The pool has let go of it.
    func release() {
        self.isReleased = true
        self.context?.close(promise: nil)
    }

    // MARK: Channel events

    func channelActive(context: ChannelHandlerContext) {
        self.context = context
        self.isOpen = true
        guard !self.isReleased else { return context.close(promise: nil) }
        self.pool.connected(self)
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.context = nil
        self.inputEnded(context)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard self.isOpen, !self.isReleased else { return }
        var bytes = self.unwrapInboundIn(data)
        if self.input.readableBytes == 0 {
            self.input = bytes
        } else {
            self.input.discardReadBytes()
            self.input.writeBuffer(&bytes)
        }
        guard !self.isFlushing else { return self.later(context) { self.proceed() } }
        self.proceed()
    }

    /// A reset is no end of a reply, however its end is told.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard self.isOpen, !self.isReleased else { return }
        guard !self.isFlushing else { return self.later(context) { self.errorCaught(context: context, error: error) } }
        _ = self.end(.closed)
    }

    private func later(_ context: ChannelHandlerContext, _ body: @escaping () -> Void) {
        context.eventLoop.assumeIsolated().execute(body)
    }

    private func inputEnded(_ context: ChannelHandlerContext) {
        guard self.isOpen, !self.isReleased else { return }
        guard !self.isFlushing else { return self.later(context) { self.inputEnded(context) } }
        if case .end = self.decoder.inputEnded() {
            self.replied(consumed: self.input.readableBytes)
        }
        if !self.isReleased { _ = self.end(.closed) }
    }

    // MARK: Replies

    private func proceed() {
        while !self.isReleased, self.step() {}
        if self.input.readableBytes == 0 { self.input = ByteBuffer() }
    }

    /// - Returns: whether to go on.
    private func step() -> Bool {
        // What comes before a request has left is no answer to it, whatever it says.
        guard self.outstanding > self.unsent || self.input.readableBytes == 0 else { return self.end(.garbage) }
        switch self.decoder.next(self.input.readableBytesUInt8Span) {
        case .needMore:
            return false
        case .interim(let consumed):
            self.input.moveReaderIndex(forwardBy: consumed)
            return true
        case .head:
            if case .length(let length) = self.decoder.head.framing, length > self.replyLimit {
                return self.end(.garbage)
            }
            self.reply = self.readHead()
            return true
        case .body(let range):
            guard self.body.count + range.count <= self.replyLimit else { return self.end(.garbage) }
            let input = self.input
            self.body.append(range, of: input.readableBytesUInt8Span)
            if self.body.range == nil { self.dropUnderstood() }
            return true
        case .end(let consumed):
            self.replied(consumed: consumed)
            return true
        case .refused:
            return self.end(.garbage)
        }
    }

    /// Nothing more is to be had of it. - Returns: false, since nothing follows.
    private func end(_ breakage: ConnectionPool.Breakage) -> Bool {
        self.isReleased = true
        self.context?.close(promise: nil)
        self.pool.broke(self, breakage)
        return false
    }

    private func replied(consumed: Int) {
        let now = NIODeadline.now()
        let microseconds = Int((now - self.waitingSince).nanoseconds / 1_000)
        // Bytes behind the last reply that is owed would be taken for the next exchange's: nothing may follow them.
        let isOvertold = self.outstanding - self.unsent <= 1 && self.input.readableBytes > consumed
        let keepsAlive = self.decoder.head.keepsAlive && !isOvertold
        let exchange = self.pool.firstExchange(on: self)
        exchange.ended(at: now.uptimeNanoseconds)
        let standing = self.judge(exchange)
        self.outstanding -= 1
        self.waitingSince = now
        self.input.moveReaderIndex(forwardBy: consumed)
        self.body.clear()
        if keepsAlive, self.outstanding > 0 { self.decoder.expect(responseTo: .post) }
        self.pool.answered(
            self, exchange, standing, microseconds: microseconds, keepsAlive: keepsAlive,
            at: GatewayLoop.milliseconds(now))
        // Exchanges that were sent behind the last reply of a connection get none on it.
        if !keepsAlive, !self.isReleased { _ = self.end(.closed) }
    }

    /// Has the reply read where it lies.
    private func judge(_ exchange: UpstreamExchange) -> ConnectionPool.Standing {
        if let range = self.body.range {
            let input = self.input
            let bytes = input.readableBytesUInt8Span
            return exchange.replied(self.reply, bytes.extracting(range))
        }
        let copy = self.body.copy
        return exchange.replied(self.reply, copy.span)
    }

    /// Taken when the head is there: afterwards its bytes may be dropped.
    private func readHead() -> UpstreamReply {
        UpstreamReply(
            status: self.decoder.head.status, retryAfter: self.retryAfter,
            isCoded: self.decoder.head.fields.contains(.contentEncoding),
            endsWithConnection: self.decoder.head.framing == .untilClose, fields: self.envelopeFields)
    }

    private var envelopeFields: EnvelopeFields {
        guard !self.fieldNames.isEmpty else { return EnvelopeFields() }
        let input = self.input
        return EnvelopeFields(self.fieldNames, in: self.decoder.head.fields, input.readableBytesUInt8Span)
    }

    /// Seconds; a date is not understood (RFC 9110 § 10.2.3 allows it).
    private var retryAfter: Int? {
        guard let range = self.decoder.head.fields.value(of: .retryAfter), (1...9).contains(range.count) else {
            return nil
        }
        let input = self.input
        let bytes = input.readableBytesUInt8Span
        var seconds = 0
        for index in range {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[index]) else { return nil }
            seconds = seconds * 10 + Int(bytes[index] - UInt8(ascii: "0"))
        }
        return seconds
    }

    private func dropUnderstood() {
        let understood = self.decoder.understood
        self.decoder.discarded(understood)
        self.input.moveReaderIndex(forwardBy: understood)
    }
}

/// A revocation is done once or several times to the same effect.
extension UpstreamExchange: PooledExchange {
    var isRepeatable: Bool { true }
}
