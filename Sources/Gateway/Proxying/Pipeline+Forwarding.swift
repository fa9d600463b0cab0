import Consumers
import Envelopes
package import HTTP1
import Primitives
package import Revocation

/// Exchanges of forward routes: what goes on to the upstream, and what comes back of it.
extension Pipeline {
    /// What goes on of a request whose head has just been received.
    package func forwardedRequest(
        _ authenticated: AuthenticatedRequest, _ head: borrowing RequestHead, _ bytes: Span<UInt8>
    ) -> ForwardedRequest? {
        guard case .forwarder(_, let upstream) = authenticated.service, let rule = authenticated.route.forward else {
            return nil
        }
        return ForwardedRequest(
            head, bytes, to: upstream, authenticated.origin,
            contentType: authenticated.holdsRequest && head.framing != .none && head.framing != .length(0)
                ? rule.contentType : nil,
            holdsReply: authenticated.holdsReply)
    }

    /// Opens the body of a request that goes on in the clear.
    ///
    /// - Parameter steady: milliseconds of a steady clock, for the limit on failures to open.
    package func openForwarded(
        _ authenticated: AuthenticatedRequest, body: Span<UInt8>, steady: Int
    ) -> Verdict<OpenedForward> {
        defer { self.plaintext.wipe() }
        switch self.open(authenticated, body: body, steady: steady) {
        case .refuse(let refusal, let context): return .refuse(refusal, context)
        case .goOn(let opened):
            let plaintext = self.plaintext
            let bytes = plaintext.bytes
            let content = bytes.withUnsafeBytes { Array($0) }
            return .goOn(OpenedForward(content: content, replyContext: opened.replyContext))
        }
    }

    /// What a whole reply says of a token that it issues.
    package func lesson(
        _ authenticated: AuthenticatedRequest, status: Int, body: Span<UInt8>, at time: Timestamp
    ) -> Lesson {
        guard let rule = authenticated.route.forward?.learn else { return .nothing }
        let lesson = rule.read(status: status, body: body)
        guard case .learned(let issued) = lesson else { return lesson }
        return .learned(issued.believed(at: time))
    }

    /// Has a token recorded that a reply issued.
    package func learn(
        _ issued: IssuedToken, _ authenticated: AuthenticatedRequest, at time: Timestamp, for waiter: any LearnWaiter,
        ticket: Int
    ) {
        let isOwned = authenticated.route.forward?.learn?.owner == .consumer
        self.services.learner.learn(
            issued, owner: isOwned ? authenticated.consumer.name : nil, receivedAt: time, for: waiter, ticket: ticket)
    }

    /// Appends a whole reply that was held: sealed where the request was.
    ///
    /// - Parameter headBytes: what the head's ranges are of.
    package func answer(
        forwarded head: borrowing ResponseHead, _ headBytes: Span<UInt8>, body: Span<UInt8>, _ context: ReplyContext,
        _ wire: inout ResponseWire
    ) {
        guard let sealing = context.sealing else {
            let framing: ForwardedFraming = head.framing == .none ? .none : .length(body.count)
            wire.append(forwarded: head, headBytes, framing, context.requestID)
            wire.append(content: body)
            return
        }
        if head.framing == .none {
            wire.append(sealed: head, headBytes, context.requestID)
            return wire.endWithoutContent()
        }
        self.sealedBody.removeAll(keepingCapacity: true)
        do throws(BodySealFailure) {
            var fields = EnvelopeFields()
            try sealing.cipher.seal(body, as: .reply, with: sealing.version, into: &self.sealedBody, fields: &fields)
        } catch {
            let clear = ReplyContext(route: context.route, requestID: context.requestID, sealing: nil)
            return self.refuse(.notSealed, clear, &wire)
        }
        wire.append(sealed: head, headBytes, context.requestID)
        wire.append(field: "Content-Type", "text/plain")
        wire.append(field: "Cache-Control", "no-store")
        let sealed = self.sealedBody
        if sealed.count > 16 << 10 { self.sealedBody = [] }
        wire.end(contentLength: sealed.count)
        wire.append(content: sealed.span)
    }
}

/// A body that goes on to an upstream, opened, and how its reply travels.
package struct OpenedForward: Redacted {
    package let content: [UInt8]
    package let replyContext: ReplyContext
}

extension AuthenticatedRequest {
    /// The connections that it goes on by; nil on a dialect's route.
    package var forwarder: (any Forwarder)? {
        if case .forwarder(let forwarder, _) = self.service { forwarder } else { nil }
    }

    /// Milliseconds that its upstream may be silent.
    package var upstreamTimeout: Int { self.service.upstream?.timeout ?? 0 }

    /// Whether the gateway reads its body before it goes on.
    package var holdsRequest: Bool { self.route.forward != nil && self.bodies != nil }

    /// Whether the gateway reads the reply before it goes on.
    package var holdsReply: Bool { self.holdsRequest || self.route.forward?.learn != nil }
}
