import Gateway
import HTTP1
import NIOCore
import Observability
import Pooling
import Primitives
import Revocation

/// The reply on its way to the caller.
extension Forwarding {
    func replied(_ head: borrowing ResponseHead, _ bytes: Span<UInt8>) {
        guard self.authenticated.holdsReply else {
            let framing = ForwardedFraming(of: head, to: self.version)
            self.reply = .streaming(framing)
            self.owesContinue = false
            if framing == .untilClose { self.connection.closesAfterReply = true }
            if self.connection.isEnding { self.connection.closesAfterReply = true }
            self.connection.record.status = head.status
            let reply = self.connection.loop.forwardedHead(
                head, bytes, framing, self.context.requestID, closes: self.connection.closesAfterReply)
            self.connection.record.bytesOut += reply.readableBytes
            self.connection.write(reply)
            return self.waits()
        }
        if case .length(let length) = head.framing, length > self.limits.heldBody {
            return self.giveUp(.replyTooLarge)
        }
        if head.fields.contains(.contentEncoding) { return self.giveUp(.badGateway) }
        self.reply = .held(HeldReply(head, bytes))
        self.waits()
    }

    func received(_ content: Span<UInt8>) {
        switch self.reply {
        case .streaming(let framing):
            self.connection.record.bytesOut += content.count
            self.connection.gather { output in
                if framing == .chunked { output.writeChunkHead(of: content.count) }
                output.writeSpan(content)
                if framing == .chunked { output.writeChunkTail() }
            }
        case .held(let held):
            guard held.body.count + content.count <= self.limits.heldBody else { return self.giveUp(.replyTooLarge) }
            guard self.hold(content.count) else { return self.giveUp(.overloaded) }
            held.append(content)
        case .awaited, .learning, .ended: return
        }
        self.waits()
    }

    func replyEnded() {
        self.line = nil
        self.tellOfUpstream()
        switch self.reply {
        case .streaming(let framing):
            if framing == .chunked { self.connection.gather { $0.writeLastChunk() } }
            self.connection.record.outcome = .forwarded
            self.answered()
        case .held(let held): self.read(held)
        case .awaited, .learning, .ended: break
        }
    }

    /// Passes a reply on, behind what it teaches.
    private func read(_ held: HeldReply) {
        let body = held.body
        let pipeline = self.connection.loop.pipeline
        let now = WallClock.now
        switch pipeline.lesson(self.authenticated, status: held.head.status, body: body.span, at: now) {
        case .nothing: self.pass(on: held)
        case .learned(let issued):
            self.reply = .learning(held)
            self.connection.record.ended = nil
            self.isReplyAtFault = issued.hasUnreadableExpiry
            if issued.hasUnreadableExpiry { self.forwarder.report(.expiryNotUnderstood) }
            self.connection.setDeadline(after: self.limits.revokerTimeout)
            pipeline.learn(issued, self.authenticated, at: now, for: self, ticket: 0)
        case .unreadable(let fault): self.notLearned(fault.rawValue)
        }
    }

    func learned(_ outcome: LearnOutcome, ticket: Int) {
        guard case .learning(let held) = self.reply else { return }
        switch outcome {
        case .learned: self.pass(on: held)
        case .refused(let refusal): self.notLearned(String(describing: refusal))
        case .unavailable(let seconds): self.refuse(.unavailable(retryAfterSeconds: seconds), .ledgerUnavailable)
        }
    }

    /// Passed on, the reply would hand out a token that nobody can revoke.
    private func notLearned(_ reason: String) {
        self.forwarder.report(.notLearned(reason))
        self.refuse(.badGateway, .upstreamNotLearned)
    }

    private func pass(on held: HeldReply) {
        let context = self.context
        let headBytes = held.headBytes
        var body = held.takeBody()
        defer { body.wipe() }
        let isOut = self.connection.write { pipeline, wire in
            pipeline.answer(forwarded: held.head, headBytes.span, body: body.span, context, &wire)
        }
        if isOut { return self.answered() }
        // The upstream has done its part, and the place among the exchanges that are passed on is free for others.
        if !self.isReplyAtFault { self.forwarder.passed() }
        self.finish()
        let (connection, isContentRead) = (self.connection, self.isContentRead)
        connection.sealElsewhere { connection.forwardingFinished(isContentRead: isContentRead) }
    }

    private func answered() {
        if !self.isReplyAtFault { self.forwarder.passed() }
        self.finish()
        self.connection.exchangeEnded()
        self.connection.forwardingFinished(isContentRead: self.isContentRead)
        if !self.isBeginning { self.connection.proceed() }
    }
}
