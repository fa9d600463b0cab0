import Gateway
import HTTP1
import NIOCore
import Pooling
import Primitives
import Revocation

/// One connection to an upstream that exchanges are passed on by, one at a time and each in a stream, all on its loop.
///
/// Keeps nothing of what passes but what is not understood yet: the reply's head, or a chunk's first line.
final class ForwardConnection: PooledConnection, FlushedAtTurnEnd {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    let id: ConnectionID
    private let pool: UpstreamPool<ForwardConnection>
    private let endpoint: Upstream.Endpoint
    private let fixedHead: SecretBytes
    private var context: ChannelHandlerContext?
    private var decoder = ResponseDecoder()
    private var input = ByteBuffer()
    private var output = ByteBuffer()
    /// The one that has the connection to itself.
    private var exchange: ForwardExchange?
    private var isContentFinished = false
    private var isHeadSent = false
    private var isReplying = false
    private var isReading = true
    private(set) var isWritable = true
    private var isReleased = false
    /// Once open it tells its pool how it ended; until then who opened it does.
    private var isOpen = false

    init(
        pool: UpstreamPool<ForwardConnection>, id: ConnectionID, to endpoint: Upstream.Endpoint, fixedHead: SecretBytes
    ) {
        self.pool = pool
        self.id = id
        self.endpoint = endpoint
        self.fixedHead = fixedHead
    }

    static func fixedHead(for endpoint: Upstream.Endpoint, of upstream: Upstream) -> SecretBytes {
        upstream.forwardHead(for: endpoint)
    }

    /// An exchange takes as long as its content does.
    static func timeout(of upstream: Upstream) -> Int? { nil }

    // MARK: What the pool asks for

    /// The caller is told at the next turn of the loop, when the pool is done with what it does.
    func send(_ exchange: ForwardExchange) {
        self.exchange = exchange
        self.isContentFinished = exchange.content != nil || exchange.framing == .none
        self.isHeadSent = false
        self.isReplying = false
        self.pool.later { [weak self] in
            guard let self, self.exchange === exchange else { return }
            guard let caller = exchange.caller else { return self.cancel(.callerGone) }
            caller.opened(self)
        }
        // Its caller has left; nothing is begun.
        guard exchange.caller != nil else { return }
        self.decoder.expect(responseTo: exchange.request.method)
        var head: [UInt8] = []
        exchange.request.appendHead(
            to: self.endpoint, fixed: self.fixedHead, authorization: self.pool.authorization, exchange.framing,
            into: &head)
        self.gather { output in
            output.writeBytes(head)
            if let content = exchange.content { output.writeBytes(content) }
        }
        head.wipe()
    }

    func release() {
        self.isReleased = true
        self.context?.close(promise: nil)
    }

    // MARK: Writing

    private func gather(_ write: (inout ByteBuffer) -> Void) {
        if self.output.readableBytes == 0 {
            self.output.clear()
            self.pool.turnEnd.flush(self)
        }
        write(&self.output)
    }

    func flush() {
        guard self.output.readableBytes > 0 else { return }
        self.isHeadSent = true
        let output = self.output
        self.output = ByteBuffer()
        self.context?.writeAndFlush(self.wrapOutboundOut(output), promise: nil)
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
        guard self.isOpen, !self.isReleased else { return }
        if case .end = self.decoder.inputEnded() { return self.replyCompleted(keepsAlive: false) }
        self.end(.closed)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard self.isOpen, !self.isReleased else { return }
        self.end(.closed)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        self.isWritable = context.channel.isWritable
        if self.isWritable { self.exchange?.caller?.lineBecameWritable() }
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
        while !self.isReleased, self.step() {}
        if self.input.readableBytes == 0 { self.input = ByteBuffer() }
    }

    // MARK: The reply

    /// - Returns: whether to go on.
    private func step() -> Bool {
        // What comes before a request has left is no answer to it, whatever it says.
        guard self.isHeadSent || self.input.readableBytes == 0 else { return self.end(.garbage) }
        let input = self.input
        let bytes = input.readableBytesUInt8Span
        switch self.decoder.next(bytes) {
        case .needMore:
            return false
        case .interim(let consumed):
            // Of `100 Continue` the caller was told by the gateway; the rest is advice.
            self.input.moveReaderIndex(forwardBy: consumed)
            return true
        case .head:
            self.isReplying = true
            if self.decoder.head.status == 401 { self.pool.accessTokenRefused() }
            self.pool.answering(self, self.standing, microseconds: self.microseconds)
            self.exchange?.caller?.replied(self.decoder.head, bytes)
            return self.exchange != nil
        case .body(let range):
            self.exchange?.caller?.received(bytes.extracting(range))
            guard self.exchange != nil else { return false }
            self.dropUnderstood()
            return true
        case .end(let consumed):
            self.input.moveReaderIndex(forwardBy: consumed)
            self.replyCompleted(
                keepsAlive: self.decoder.head.keepsAlive && self.isContentFinished && self.output.readableBytes == 0
                    && self.input.readableBytes == 0)
            return false
        case .refused:
            return self.end(.garbage)
        }
    }

    /// What a gateway in front of the service says when it cannot reach it; a 500 may be one request's fault.
    private var standing: ConnectionPool.Standing {
        (502...504).contains(self.decoder.head.status) ? .failing : .sound
    }

    /// Since the exchange asked for a connection.
    private var microseconds: Int {
        let now = NIODeadline.now().uptimeNanoseconds
        guard let began = self.exchange?.report.beganAt, began < now else { return 0 }
        return Int((now - began) / 1_000)
    }

    private func dropUnderstood() {
        let understood = self.decoder.understood
        self.decoder.discarded(understood)
        self.input.moveReaderIndex(forwardBy: understood)
    }

    /// The pool may give the connection to another exchange at once.
    private func replyCompleted(keepsAlive: Bool) {
        guard let exchange = self.takeExchange() else { return }
        let caller = exchange.caller
        exchange.end()
        self.pool.returned(self, keepsAlive: keepsAlive)
        caller?.replyEnded()
    }

    /// Nothing more is to be had of it. - Returns: false, since nothing follows.
    @discardableResult
    private func end(_ breakage: ConnectionPool.Breakage) -> Bool {
        guard !self.isReplying else {
            guard let exchange = self.takeExchange() else { return false }
            let caller = exchange.caller
            exchange.failed(.broken)
            self.pool.report(.broken)
            exchange.end()
            self.pool.returned(self, keepsAlive: false)
            caller?.failed(.broken)
            return false
        }
        self.isReleased = true
        self.exchange = nil
        self.context?.close(promise: nil)
        self.pool.broke(self, breakage)
        return false
    }

    private func takeExchange() -> ForwardExchange? {
        defer { self.exchange = nil }
        // What comes now belongs to nobody.
        self.isReplying = false
        self.read(true)
        return self.exchange
    }
}

extension ForwardConnection: ForwardLine {
    func write(_ content: Span<UInt8>) {
        guard let exchange = self.exchange, !content.isEmpty else { return }
        self.gather { output in
            if exchange.framing == .chunked { output.writeChunkHead(of: content.count) }
            output.writeSpan(content)
            if exchange.framing == .chunked { output.writeChunkTail() }
        }
    }

    func finish() {
        guard let exchange = self.exchange, !self.isContentFinished else { return }
        self.isContentFinished = true
        if exchange.framing == .chunked { self.gather { $0.writeLastChunk() } }
    }

    func read(_ reads: Bool) {
        guard self.isReading != reads else { return }
        self.isReading = reads
        self.context?.channel.setOption(.autoRead, value: reads).whenFailure { _ in }
    }

    func cancel(_ reason: ForwardCancellation) {
        guard let exchange = self.takeExchange() else { return }
        exchange.end()
        if reason == .upstreamSilent {
            exchange.failed(.timeout)
            self.pool.unanswered(self)
        }
        self.pool.returned(self, keepsAlive: false)
    }
}

extension ForwardExchange: PooledExchange {
    func fail(_ failure: PoolFailure) {
        let caller = self.caller
        self.failed(failure)
        self.end()
        caller?.failed(failure)
    }
}

/// Whole exchanges, each on a connection of its own while it lasts.
extension UpstreamPool: Forwarder where Connection == ForwardConnection {}
