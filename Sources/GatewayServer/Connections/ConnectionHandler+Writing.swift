import Gateway
import HTTP1
import NIOCore

/// Replies, deadlines and the end of a connection.
extension ConnectionHandler {
    /// How long a lingering connection may stay, in milliseconds.
    private static let lingerTimeout = 5_000

    /// Writes one response as one buffer.
    func write(_ render: (Pipeline, inout ResponseWire) -> Void) {
        self.write(self.response(render))
    }

    /// From this handler on: what stands before it in the channel is not asked.
    func write(_ response: ByteBuffer) {
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
            closes: self.closesAfterReply, omitsContent: self.decoder.head.method == .head, render)
    }

    /// Writes a response without a route or a body, and closes.
    func writeLast(status: Int) {
        self.closesAfterReply = true
        let requestID = self.loop.pipeline.nextRequestID()
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
        self.setDeadline(after: Self.lingerTimeout)
        self.flush()
        channel.close(mode: .output, promise: nil)
        return false
    }

    func close() {
        self.phase = .closed
        self.flush()
        self.channel?.close(promise: nil)
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
            self.writeLast(status: 408)
        case .body(let authenticated):
            self.closesAfterReply = true
            self.write { pipeline, wire in pipeline.refuse(.bodyTimeout, authenticated.refusalContext, &wire) }
            _ = self.linger()
        case .exchange: self.exchangeTimedOut()
        case .head, .discarding, .lingering, .closed: self.close()
        }
    }
}
