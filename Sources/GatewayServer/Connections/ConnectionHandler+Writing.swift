import Gateway
import Glibc
import HTTP1
import NIOCore
import Observability

/// Replies, deadlines and the end of a connection.
extension ConnectionHandler {
    /// How long a lingering connection may stay, in milliseconds.
    private static let lingerTimeout = 5_000

    /// Writes one response as one buffer, which ends the exchange.
    func write(_ render: (Pipeline, inout ResponseWire) -> Void) {
        self.write(self.response(render))
        self.exchangeEnded()
    }

    /// The loop is told of each exchange once.
    func exchangeEnded() {
        if self.record.isOpen { self.loop.observer.exchangeEnded(&self.record, of: self) }
    }

    /// From this handler on: what stands before it in the channel is not asked.
    func write(_ response: ByteBuffer) {
        self.loop.observer.sent(bytes: response.readableBytes)
        self.context?.write(self.wrapOutboundOut(response), promise: nil)
        guard !self.isUnflushed else { return }
        self.isUnflushed = true
        self.loop.turnEnd.flush(self)
    }

    func flush() {
        guard self.isUnflushed else { return }
        self.isUnflushed = false
        self.context?.flush()
    }

    func response(_ render: (Pipeline, inout ResponseWire) -> Void) -> ByteBuffer {
        if self.isEnding { self.closesAfterReply = true }
        return self.loop.response(
            closes: self.closesAfterReply, omitsContent: self.decoder.head.method == .head, for: &self.record, render)
    }

    /// Writes a response without a route or a body, and closes.
    func writeLast(status: Int, _ kind: RefusalKind, _ cause: RefusalCause? = nil) {
        self.closesAfterReply = true
        if !self.record.isOpen { self.record.begin(nil, headLength: 0, at: .now()) }
        self.record.refusal = kind
        self.record.cause = cause
        let requestID = self.loop.pipeline.nextRequestID()
        self.record.requestID = requestID
        self.write { _, wire in wire.append(status: status, requestID) }
        _ = self.linger()
    }

    func writeContinue() {
        var interim: [UInt8] = []
        ResponseEncoder.appendContinue(to: &interim)
        self.write(ByteBuffer(bytes: interim))
    }

    /// The reply of an exchange is out: on to the next message, or to the end.
    func exchangeFinished() {
        if self.closesAfterReply {
            _ = self.linger()
        } else {
            self.startNextMessage()
        }
    }

    func startNextMessage() {
        self.phase = .head
        self.body.clear()
        self.isHeadTimed = false
        self.isBodyTimed = false
        self.setDeadline(
            after: self.isEnding ? GatewayLoop.drainGrace : self.loop.pipeline.limits.idleTimeout)
    }

    /// Ends the sending side and drops what still comes, for a while. Closing with bytes unread would reset the
    /// connection under the reply (RFC 9112 § 9.6). - Returns: false, since nothing follows.
    func linger() -> Bool {
        guard let channel = self.channel else { return false }
        self.phase = .lingering(left: self.loop.pipeline.limits.discardedBody)
        self.input = ByteBuffer()
        self.unwrittenBefore = .max
        self.setDeadline(after: Self.lingerTimeout)
        self.flush()
        channel.close(mode: .output, promise: nil)
        return false
    }

    /// Ends the connection so that the peer cannot take what it got for a whole reply.
    func abort() {
        self.phase = .closed
        guard let channel = self.channel else { return }
        // Closing then sends a reset.
        guard let socket = channel as? any SocketOptionProvider else { return channel.close(promise: nil) }
        socket.setSoLinger(Glibc.linger(l_onoff: 1, l_linger: 0)).whenComplete { _ in channel.close(promise: nil) }
    }

    /// Ends the connection; where a reply is not all out, so that the peer cannot take it for a whole one.
    func close() {
        if case .forwarding(let forwarding) = self.phase {
            let breaksOff = forwarding.hasReplied
            forwarding.callerGone()
            if breaksOff { return self.abort() }
        }
        if case .lingering = self.phase, self.unwritten > 0 { return self.abort() }
        self.exchangeCutOff()
        self.phase = .closed
        self.flush()
        self.channel?.close(promise: nil)
    }

    /// Bytes that the peer has not taken yet, as far as they are still in the process.
    var unwritten: Int {
        (try? self.channel?.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
    }

    /// A peer that still reads its last reply gets the time for it.
    private func lingeringTooLong() {
        let unwritten = self.unwritten
        guard unwritten > 0, unwritten < self.unwrittenBefore else { return self.close() }
        self.unwrittenBefore = unwritten
        self.setDeadline(after: Self.lingerTimeout)
    }

    // MARK: Deadlines

    func startHeaderTimeout() {
        guard !self.isHeadTimed else { return }
        self.isHeadTimed = true
        self.setDeadline(after: self.loop.pipeline.limits.headerTimeout)
    }

    func startBodyTimeout() {
        guard !self.isBodyTimed else { return }
        self.isBodyTimed = true
        self.setDeadline(after: self.loop.pipeline.limits.bodyTimeout)
    }

    func startExchangeTimeout() {
        self.setDeadline(after: self.loop.pipeline.limits.revokerTimeout)
    }

    func deadlineReached() {
        switch self.phase {
        case .head where self.isHeadTimed && self.input.readableBytes > 0:
            self.writeLast(status: 408, .headTimeout)
        case .body(let authenticated):
            self.closesAfterReply = true
            self.refuse(.bodyTimeout, authenticated.refusalContext)
            _ = self.linger()
        case .exchange: self.exchangeTimedOut()
        case .forwarding(let forwarding): forwarding.deadlineReached()
        case .lingering: self.lingeringTooLong()
        case .head, .discarding, .closed: self.close()
        }
    }
}
