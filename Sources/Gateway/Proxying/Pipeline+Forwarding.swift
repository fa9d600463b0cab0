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
            without: authenticated.bodies?.fieldNames ?? [], holdsReply: authenticated.holdsReply)
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
        case .goOn(let opened): return .goOn(self.forward(opened))
        }
    }

    func forward(_ opened: OpenedRequest) -> OpenedForward {
        let plaintext = opened.plaintext
        let bytes = plaintext.bytes
        return OpenedForward(content: bytes.withUnsafeBytes { Array($0) }, replyContext: opened.replyContext)
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
        if let cipher = sealing.candidate.sealsElsewhere {
            return wire.await(self.sealElsewhere(forwarded: head, headBytes, body: body, context, sealing, cipher))
        }
        self.sealedBody.removeAll(keepingCapacity: true)
        var fields = EnvelopeFields()
        do throws(BodySealFailure) {
            try sealing.candidate.cipher.seal(
                body, as: .reply, with: sealing.version, into: &self.sealedBody, fields: &fields)
        } catch {
            return self.writeClear(.notSealed, in: context, &wire)
        }
        let sealed = self.sealedBody
        if sealed.count > 16 << 10 { self.sealedBody = [] }
        Self.write(forwarded: head, headBytes, sealed.span, fields, context, sealing, &wire)
    }

    private static func write(
        forwarded head: borrowing ResponseHead, _ headBytes: Span<UInt8>, _ sealed: Span<UInt8>,
        _ fields: EnvelopeFields, _ context: ReplyContext, _ sealing: ReplySealing, _ wire: inout ResponseWire
    ) {
        let names = EnvelopeFields.names(of: [sealing.candidate.cipher.profile])
        wire.append(sealed: head, headBytes, context.requestID, without: names)
        wire.append(field: "Content-Type", sealing.candidate.replyType)
        wire.append(fields)
        wire.append(field: "Cache-Control", "no-store")
        wire.end(contentLength: sealed.count)
        wire.append(content: sealed)
    }

    private func sealElsewhere(
        forwarded head: borrowing ResponseHead, _ headBytes: Span<UInt8>, body: Span<UInt8>, _ context: ReplyContext,
        _ sealing: ReplySealing, _ cipher: ThreadCipher
    ) -> AwaitedSeal {
        let work = BodySealing(
            cipher: cipher, plaintext: SecretBytes(copying: body), role: .reply, version: sealing.version)
        let head = copy head
        let headBytes = headBytes.withUnsafeBytes { Array($0) }
        return AwaitedSeal(work) { result, wire in
            switch result {
            case .sealed(let sealed):
                Self.write(forwarded: head, headBytes.span, sealed.body.span, sealed.fields, context, sealing, &wire)
            case .refused(let refusal): self.writeClear(refusal, in: context, &wire)
            }
        }
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
