import Gateway
import Glibc
import HTTP1
import NIOCore
import NIOSSL
import Observability

/// Replies, deadlines and the end of a connection.
extension ConnectionHandler {
    /// How long a lingering connection may stay, in milliseconds.
    private static let lingerTimeout = 5_000
    /// Bytes that are gathered before they are written.
    private static let gatheredLimit = 32 << 10

    /// Writes one response as one buffer, which ends the exchange.
    ///
    /// - Returns: false, and nothing is written, where another thread seals its body first: then ``sealElsewhere(then:)``
    ///   follows.
    func write(_ render: (Pipeline, inout ResponseWire) -> Void) -> Bool {
        let response = self.response(render)
        if self.loop.isSealAwaited { return false }
        self.write(response)
        self.exchangeEnded()
        return true
    }

    /// The loop is told of each exchange once.
    func exchangeEnded() {
        if self.record.isOpen { self.loop.observer.exchangeEnded(&self.record, of: self) }
    }

    /// From this handler on: what stands before it in the channel is not asked.
    func write(_ response: ByteBuffer) {
        self.writeGathered()
        self.loop.observer.sent(bytes: response.readableBytes)
        self.context?.write(self.wrapOutboundOut(response), promise: nil)
        guard !self.isUnflushed else { return }
        self.isUnflushed = true
        self.loop.turnEnd.flush(self)
    }

    /// Adds to what leaves at the end of the turn: many small pieces become one.
    func gather(_ write: (inout ByteBuffer) -> Void) {
        write(&self.gathered)
        if self.gathered.readableBytes >= Self.gatheredLimit { return self.writeGathered() }
        guard !self.isUnflushed else { return }
        self.isUnflushed = true
        self.loop.turnEnd.flush(self)
    }

    private func writeGathered() {
        guard self.gathered.readableBytes > 0 else { return }
        let gathered = self.gathered
        self.gathered = ByteBuffer()
        self.write(gathered)
    }

    func flush() {
        self.writeGathered()
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
        let requestID = self.record.requestID ?? self.loop.pipeline.nextRequestID()
        self.record.requestID = requestID
        _ = self.write { _, wire in wire.append(status: status, requestID) }
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
        self.unwrittenBefore = .max
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
        self.isOutputClosed = false
        self.flush()
        self.closeOutput(of: channel)
        return false
    }

    /// Once the peer has taken all: closing the output of a connection whose input has ended closes all of it, and drops
    /// what is still to be written.
    private func closeOutput(of channel: any Channel) {
        guard self.unwritten == 0 else { return self.setDeadline(after: 0) }
        self.isOutputClosed = true
        self.setDeadline(after: Self.lingerTimeout)
        channel.close(mode: .output, promise: nil)
    }

    /// Ends the connection so that the peer cannot take what it got for a whole reply.
    func abort() {
        self.phase = .closed
        guard let channel = self.channel else { return }
        // Closing then sends a reset.
        if let socket = channel as? any SocketOptionProvider {
            _ = socket.setSoLinger(Glibc.linger(l_onoff: 1, l_linger: 0))
        }
        // Beneath TLS, which would say that the end is an end.
        if let tls = try? channel.pipeline.syncOperations.context(handlerType: NIOSSLServerHandler.self) {
            tls.close(promise: nil)
        } else {
            channel.close(promise: nil)
        }
    }

    /// Ends the connection; where a reply is not all out, so that the peer cannot take it for a whole one.
    func close() {
        if case .forwarding(let forwarding) = self.phase {
            let breaksOff = forwarding.hasReplied
            forwarding.callerGone()
            if breaksOff { return self.abort() }
        }
        self.exchangeCutOff()
        if self.unwritten > 0 { return self.abort() }
        self.phase = .closed
        self.flush()
        self.channel?.close(promise: nil)
    }

    /// Bytes that the peer has not taken yet, as far as they are still in the process.
    var unwritten: Int {
        (try? self.channel?.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
    }

    /// Whether the peer still reads what was written to it: then it gets time for more.
    private func isStillReading() -> Bool {
        let unwritten = self.unwritten
        guard unwritten > 0, unwritten < self.unwrittenBefore else { return false }
        self.unwrittenBefore = unwritten
        return true
    }

    private func lingeringTooLong() {
        guard !self.isOutputClosed, let channel = self.channel else { return self.close() }
        if self.unwritten == 0 { return self.closeOutput(of: channel) }
        if self.isStillReading() { self.stalledTicks = 0 } else { self.stalledTicks += 1 }
        let stalled = self.stalledTicks * GatewayLoop.tickMilliseconds
        guard stalled < self.loop.pipeline.limits.idleTimeout else { return self.close() }
        self.setDeadline(after: 0)
    }

    private func idleTooLong() {
        guard self.isStillReading() else { return self.close() }
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
        case .body(let awaited):
            self.closesAfterReply = true
            guard self.refuse(.bodyTimeout, awaited.refusalContext) else {
                return self.sealElsewhere(isUnderWay: false) { _ = self.linger() }
            }
            _ = self.linger()
        case .exchange: self.exchangeTimedOut()
        case .forwarding(let forwarding): forwarding.deadlineReached()
        case .lingering: self.lingeringTooLong()
        case .head, .discarding, .closed: self.idleTooLong()
        }
    }
}
