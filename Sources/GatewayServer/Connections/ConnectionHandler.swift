import Gateway
import HTTP1
import NIOCore
import Observability
import Revocation

/// One connection of the public listener: bytes to exchanges and back, one exchange at a time, all on its loop.
///
/// Phases and their transitions: `head` → `body` → `exchange` → `head` …; a refusal before the body was read goes
/// `head` → `discarding` → `head`; a forward route's exchange goes `head` → `forwarding` → `head`, by way of `discarding`
/// where its reply ends before its body; a last reply goes to `lingering`, and everything ends in `closed`.
final class ConnectionHandler: ChannelInboundHandler, ExchangeWaiter, FlushedAtTurnEnd {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    enum Phase {
        case head
        case body(AwaitedBody)
        /// Between the end of a message and its reply; nil while a refusal waits for its moment.
        case exchange(ParsedRequest?)
        /// From the head of a message that is passed on to the end of its reply.
        case forwarding(Forwarding)
        /// The reply is out, the rest of the body is read and dropped.
        case discarding(left: Int)
        /// The last reply is out; what still comes is dropped, so that the peer reads the reply and not a reset.
        case lingering(left: Int)
        case closed
    }

    let loop: GatewayLoop
    /// How it began.
    let term: ListenerTerm
    private(set) var context: ChannelHandlerContext?
    var channel: (any Channel)? { self.context?.channel }
    @exclusivity(unchecked) var phase = Phase.head
    @exclusivity(unchecked) var decoder: RequestDecoder
    /// All bytes since the first of the current message.
    @exclusivity(unchecked) var input = ByteBuffer()
    @exclusivity(unchecked) var body = BodyCollector()
    let credentials = CredentialMemory()
    /// The caller's address as text, once it was asked for.
    private(set) lazy var addressText = Array((self.channel?.remoteAddress?.ipAddress ?? "unknown").utf8)
    /// Of the exchange under way.
    @exclusivity(unchecked) var record = ExchangeRecord()
    /// Counts exchanges, so that an outcome that comes after its exchange was given up finds nobody.
    var exchange = 0
    var closesAfterReply = false
    private(set) var hasInputEnded = false
    /// The head of a message has begun and is timed.
    var isHeadTimed = true
    /// The body of a message is waited for and timed.
    var isBodyTimed = false
    /// Whether something is written that has not left.
    var isUnflushed = false
    /// What had not left when a lingering connection was last looked at.
    var unwrittenBefore = Int.max
    /// How often in a row a lingering peer had read nothing more.
    var stalledTicks = 0
    /// Whether a lingering connection has closed its output.
    var isOutputClosed = false
    /// Pieces of a reply that are not written yet.
    @exclusivity(unchecked) var gathered = ByteBuffer()
    /// Between asking a revoker and its return.
    var isCallingRevoker = false
    /// How a request is refused whose body a thread is to open; nil where none is.
    var awaitsOpening: ReplyContext?
    private var slot: Int?
    private var holdsConnection = false
    private var isReading = true
    /// As the channel told last: asking it costs several calls.
    private(set) var isWritable = true

    init(loop: GatewayLoop, term: ListenerTerm) {
        self.loop = loop
        self.term = term
        self.decoder = RequestDecoder(limits: loop.pipeline.limits.http1)
    }

    /// Nothing is owed to the peer, and nothing of a next message has come.
    var isIdle: Bool {
        if case .head = self.phase { self.input.readableBytes == 0 && self.unwritten == 0 } else { false }
    }

    /// It takes no further exchange: the gateway stops, or its listener is gone.
    var isEnding: Bool { self.loop.isDraining || self.term.isOver }

    func setDeadline(after milliseconds: Int) {
        guard let slot = self.slot else { return }
        self.loop.set(slot: slot, after: milliseconds)
    }

    // MARK: Channel events

    func channelActive(context: ChannelHandlerContext) {
        self.context = context
        let limits = self.loop.pipeline.limits
        self.slot = self.loop.add(self, due: self.loop.steady + limits.headerTimeout)
        self.holdsConnection = self.loop.shared.takeConnection(limit: limits.connections)
        if !self.holdsConnection { self.refuseConnection() }
    }

    func channelInactive(context: ChannelHandlerContext) {
        if case .forwarding(let forwarding) = self.phase { forwarding.callerGone() }
        self.phase = .closed
        self.exchange += 1
        self.exchangeCutOff()
        if let slot = self.slot { self.loop.remove(slot: slot) }
        self.slot = nil
        if self.holdsConnection { self.loop.shared.releaseConnection() }
        self.holdsConnection = false
        self.context = nil
        self.input = ByteBuffer()
        self.body.clear()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = self.unwrapInboundIn(data)
        self.loop.observer.received(bytes: bytes.readableBytes)
        switch self.phase {
        case .closed: return
        case .lingering(let left):
            guard left > bytes.readableBytes else { return self.close() }
            self.phase = .lingering(left: left - bytes.readableBytes)
            return
        case .head, .body, .exchange, .forwarding, .discarding: break
        }
        if self.input.readableBytes == 0 {
            self.input = bytes
        } else {
            self.input.discardReadBytes()
            self.input.writeBuffer(&bytes)
        }
        self.proceed()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        self.isWritable = context.channel.isWritable
        if case .forwarding(let forwarding) = self.phase { forwarding.callerWritabilityChanged() }
        if self.isWritable { self.proceed() }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard case ChannelEvent.inputClosed = event else { return context.fireUserInboundEventTriggered(event) }
        self.hasInputEnded = true
        switch self.phase {
        // What has come is answered first, and requests behind it too.
        case .exchange: break
        case .head, .body, .forwarding, .discarding: self.proceed()
        // Nothing more is owed but what the peer has not taken yet: for that it has its time.
        case .lingering: if self.isOutputClosed { self.channel?.close(promise: nil) }
        case .closed: break
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        self.close()
    }

    // MARK: Walking through messages

    /// Takes the events of what has arrived, until more is needed or an exchange is under way.
    func proceed() {
        while self.mayStep, self.context != nil, self.step() {}
        self.boundInput()
    }

    /// Nothing is done for a peer that does not read its replies; a body that is passed on is the upstream's to hold up.
    private var mayStep: Bool {
        if self.isWritable { return true }
        if case .forwarding = self.phase { return true }
        return false
    }

    /// - Returns: whether to go on.
    private func step() -> Bool {
        switch self.phase {
        case .head: self.stepInHead()
        case .body(let awaited): self.stepInBody(awaited)
        case .forwarding(let forwarding): self.step(in: forwarding)
        case .discarding(let left): self.stepInDiscarding(left: left)
        case .exchange, .lingering, .closed: false
        }
    }

    private func stepInHead() -> Bool {
        switch self.decoder.next(self.input.readableBytesUInt8Span) {
        case .needMore:
            if self.hasInputEnded { return self.linger() }
            if !self.decoder.isBetweenMessages { self.startHeaderTimeout() }
            return false
        case .head: return self.headReceived()
        case .refused(let refusal): return self.refuseMessage(refusal)
        case .body, .end: preconditionFailure("the decoder gives the head of a message before the rest of it")
        }
    }

    private func stepInBody(_ awaited: AwaitedBody) -> Bool {
        switch self.decoder.next(self.input.readableBytesUInt8Span) {
        case .needMore:
            if self.hasInputEnded { return self.linger() }
            self.startBodyTimeout()
            return false
        case .body(let range): return self.bodyReceived(range, awaited)
        case .end(let consumed): return self.messageReceived(awaited, consumed: consumed)
        case .refused(let refusal): return self.refuseMessage(refusal)
        case .head: preconditionFailure("the decoder gives one head a message")
        }
    }

    private func stepInDiscarding(left: Int) -> Bool {
        switch self.decoder.next(self.input.readableBytesUInt8Span) {
        case .needMore:
            self.dropUnderstood()
            return self.hasInputEnded ? self.linger() : false
        case .body(let range):
            guard range.count <= left else { return self.linger() }
            self.phase = .discarding(left: left - range.count)
            self.dropUnderstood()
            return true
        case .end(let consumed):
            self.drop(consumed)
            self.startNextMessage()
            return true
        case .refused: return self.linger()
        case .head: preconditionFailure("the decoder gives one head a message")
        }
    }

    /// Drops the first bytes of the input, and lets go of its memory once nothing is left.
    func drop(_ count: Int) {
        self.input.moveReaderIndex(forwardBy: count)
        if self.input.readableBytes == 0 { self.input = ByteBuffer() }
    }

    func dropUnderstood() {
        let understood = self.decoder.understood
        self.decoder.discarded(understood)
        self.drop(understood)
    }

    /// Stops reading while more than one message of input waits for an exchange or a slow reader. In between, the
    /// limits of head and body bound the input.
    private func boundInput() {
        if self.isReading, self.input.readableBytes == 0 { return }
        guard let channel = self.channel else { return }
        let limits = self.loop.pipeline.limits
        let waits: Bool
        switch self.phase {
        case .exchange: waits = true
        case .forwarding(let forwarding): waits = !forwarding.takesContent
        case .head, .body, .discarding: waits = !self.isWritable
        case .lingering, .closed: waits = false
        }
        let reads = !waits || self.input.readableBytes <= limits.head + limits.body
        guard reads != self.isReading else { return }
        self.isReading = reads
        channel.setOption(.autoRead, value: reads).whenFailure { _ in }
    }
}
