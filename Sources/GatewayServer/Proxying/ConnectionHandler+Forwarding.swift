import Gateway
import HTTP1
import NIOCore

/// Exchanges that are passed on, as the connection of their caller sees them.
extension ConnectionHandler {
    /// - Returns: whether to go on.
    func beginForwarding(_ authenticated: AuthenticatedRequest, to forwarder: any Forwarder) -> Bool {
        self.record.received(authenticated)
        let head = self.decoder.head
        let input = self.input
        let pipeline = self.loop.pipeline
        guard self.loop.shared.takeForward(limit: pipeline.limits.forwards) else {
            return self.refuseEarly(.overloaded, authenticated.refusalContext)
        }
        guard let request = pipeline.forwardedRequest(authenticated, head, input.readableBytesUInt8Span) else {
            preconditionFailure("only a forward route has a forwarder")
        }
        self.exchange += 1
        let forwarding = Forwarding(
            authenticated, request, head, by: forwarder, on: self,
            owesContinue: head.expectsContinue && input.readableBytes == head.end)
        self.phase = .forwarding(forwarding)
        self.dropUnderstood()
        forwarding.begin()
        return true
    }

    /// Takes the next piece of the request's body, when somebody takes it.
    func step(in forwarding: Forwarding) -> Bool {
        guard forwarding.takesContent else { return false }
        let input = self.input
        let bytes = input.readableBytesUInt8Span
        switch self.decoder.next(bytes) {
        case .needMore:
            self.dropUnderstood()
            if self.hasInputEnded {
                forwarding.callerGone()
                return self.linger()
            }
            forwarding.waits()
            return false
        case .body(let range):
            forwarding.received(content: bytes.extracting(range))
            // What came of it may have ended the exchange.
            if case .forwarding(let current) = self.phase, current === forwarding { self.dropUnderstood() }
            return true
        case .end(let consumed):
            self.drop(consumed)
            forwarding.contentEnded()
            return true
        case .refused(let refusal):
            guard forwarding.contentRefused() else { return false }
            return self.refuseMessage(refusal)
        case .head:
            preconditionFailure("the decoder gives one head a message")
        }
    }

    /// The reply is out: on to the next message, behind what is left of this one's body.
    func forwardingFinished(isContentRead: Bool) {
        guard !isContentRead else { return self.exchangeFinished() }
        guard !self.closesAfterReply, !self.decoder.head.expectsContinue else {
            self.closesAfterReply = true
            _ = self.linger()
            return
        }
        self.phase = .discarding(left: self.loop.pipeline.limits.discardedBody)
        self.isBodyTimed = false
        self.startBodyTimeout()
    }
}
