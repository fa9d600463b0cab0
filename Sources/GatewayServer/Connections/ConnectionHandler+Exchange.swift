import Gateway
import HTTP1
import NIOCore
import Observability
import Revocation

/// From a head to a reply.
extension ConnectionHandler {
    func headReceived() -> Bool {
        // A reply to HTTP/1.0 would have to say that the connection stays (RFC 9112 appendix C.2.2).
        self.closesAfterReply = !self.decoder.head.keepsAlive || !self.decoder.head.version.isAtLeast11
        self.body.clear()
        self.record.begin(self.decoder.head.method, headLength: self.decoder.head.end, at: .now())
        switch self.loop.pipeline.receive(self.decoder.head, self.input.readableBytesUInt8Span, from: self) {
        case .goOn(.authenticated(let authenticated)):
            self.record.received(authenticated)
            if let forwarder = authenticated.forwarder { return self.beginForwarding(authenticated, to: forwarder) }
            self.phase = .body(.of(authenticated))
        case .goOn(.anonymous(let anonymous)):
            self.record.received(anonymous.route, anonymous.origin)
            self.phase = .body(.ofAnonymous(anonymous, AnonymousHold(of: self.loop.shared)))
        case .goOn(.preflight(let context)):
            self.record.route = context.route
            self.record.requestID = context.requestID
            return self.answerEarly { pipeline, wire in pipeline.answer(preflight: context, &wire) }
        case .goOn(.document(let document, let context)):
            self.record.route = context.route
            self.record.requestID = context.requestID
            return self.answerEarly { pipeline, wire in pipeline.answer(document: document, context, &wire) }
        case .refuse(let refusal, let context): return self.refuseEarly(refusal, context)
        }
        if self.decoder.head.expectsContinue, self.input.readableBytes == self.decoder.head.end {
            self.writeContinue()
        }
        return true
    }

    func bodyReceived(_ range: Range<Int>, _ awaited: AwaitedBody) -> Bool {
        guard self.body.count + range.count <= self.loop.pipeline.limits.body else {
            return self.refuseEarly(awaited.refusalOfLength, awaited.refusalContext)
        }
        if case .ofAnonymous(let anonymous, let hold) = awaited,
            !hold.take(range.count, limit: self.loop.pipeline.limits.anonymousBodies)
        {
            return self.refuseEarly(.overloaded, anonymous.refusalContext)
        }
        self.record.bytesIn += range.count
        let input = self.input
        self.body.append(range, of: input.readableBytesUInt8Span)
        // Chunks were copied out: their framing need not pile up.
        if self.body.range == nil { self.dropUnderstood() }
        return true
    }

    func messageReceived(_ awaited: AwaitedBody, consumed: Int) -> Bool {
        self.exchange += 1
        let loop = self.loop
        guard loop.shared.takeExchange(limit: loop.pipeline.limits.exchanges) else {
            self.drop(consumed)
            return self.answer(refusing: .overloaded, awaited.refusalContext.sparingThreads)
        }
        // A body that came with its head came at the same time.
        let received = self.isBodyTimed ? NIODeadline.now() : self.record.began
        if case .of(let request) = awaited, self.leavesLoop(request) {
            return self.openElsewhere(request, received, consumed: consumed)
        }
        let verdict = self.admit(awaited, received)
        self.drop(consumed)
        switch verdict {
        case .goOn(let parsed):
            return self.carryOut(parsed)
        case .refuse(let refusal, let context):
            loop.shared.releaseExchange()
            guard refusal.isTimed, let route = context.route, !route.ciphers.isEmpty else {
                return self.answer(refusing: refusal, context)
            }
            self.answer(refusing: refusal, context, at: self.moment(of: route, received))
            return false
        }
    }

    /// - Returns: whether the outcome is there already, so that the next message may be looked at.
    func carryOut(_ parsed: ParsedRequest) -> Bool {
        self.phase = .exchange(parsed)
        self.record.cipher = parsed.openedBy
        if self.record.consumer == nil { self.record.consumer = parsed.context.consumer }
        self.record.calls = parsed.count
        self.record.subject = parsed.subject
        self.startExchangeTimeout()
        self.isCallingRevoker = true
        parsed.carryOut(for: self, ticket: self.exchange)
        self.isCallingRevoker = false
        if case .exchange = self.phase { return false }
        return true
    }

    private func admit(_ awaited: AwaitedBody, _ received: NIODeadline) -> Pipeline.Verdict<ParsedRequest> {
        if let range = self.body.range {
            let input = self.input
            let span = input.readableBytesUInt8Span
            return self.admit(awaited, span.extracting(range), received)
        }
        let copy = self.body.copy
        return self.admit(awaited, copy.span, received)
    }

    private func admit(
        _ awaited: AwaitedBody, _ body: Span<UInt8>, _ received: NIODeadline
    ) -> Pipeline.Verdict<ParsedRequest> {
        let now = WallClock.now
        let steady = GatewayLoop.milliseconds(received)
        return switch awaited {
        case .of(let request): self.loop.pipeline.admit(request, body: body, now: now, steady: steady)
        case .ofAnonymous(let request, _): self.loop.pipeline.admit(request, body: body, now: now, steady: steady)
        }
    }

    /// The revoker has answered; too late if the exchange was given up.
    func decided(_ outcome: RevocationOutcome, _ details: TokenDetails?, ticket: Int) {
        self.ended(ticket) { parsed in
            self.record.decided(outcome)
            return self.write { pipeline, wire in pipeline.answer(parsed, outcome, details, &wire) }
        }
    }

    /// The same for a batch.
    func decided(_ outcomes: [RevocationOutcome], ticket: Int) {
        self.ended(ticket) { parsed in
            self.write { pipeline, wire in pipeline.answer(parsed, outcomes, &wire) }
        }
    }

    /// The same for a question.
    func introspected(_ outcome: IntrospectionOutcome, ticket: Int) {
        self.ended(ticket) { parsed in
            self.record.introspected(outcome)
            return self.write { pipeline, wire in pipeline.answer(parsed, outcome, &wire) }
        }
    }

    /// - Parameter answer: as ``write(_:)``.
    private func ended(_ ticket: Int, _ answer: (ParsedRequest) -> Bool) {
        self.loop.shared.releaseExchange()
        guard self.exchange == ticket, case .exchange(let parsed?) = self.phase else { return }
        guard answer(parsed) else { return self.sealElsewhere { self.exchangeFinished() } }
        self.exchangeFinished()
        // Within the call of the revoker, who called it goes on.
        if !self.isCallingRevoker { self.proceed() }
    }

    func asked(_ report: UpstreamReport, ticket: Int) {
        if self.exchange == ticket { self.record.asked(report) }
    }

    /// The revoker has not answered in time: the outcome is in doubt, and the caller is told to ask again.
    func exchangeTimedOut() {
        guard case .exchange(let parsed) = self.phase else { return }
        guard let parsed else { return self.openingTimedOut() }
        self.record.cause = .revokerTimeout
        // A batch says what has become of it so far.
        if parsed.giveUp() { return }
        self.exchange += 1
        if self.answer(refusing: .unavailable(retryAfterSeconds: 1), parsed.context) { self.proceed() }
    }

    /// The connection ends before the reply of its exchange was out.
    func exchangeCutOff() {
        self.record.cutOff()
        self.exchangeEnded()
    }

    // MARK: Refusals

    /// One connection too many: told so and closed at once, so that the limit bounds descriptors too. Where a handshake
    /// comes first nothing can be told.
    func refuseConnection() {
        if self.isSecure {
            self.record.begin(nil, headLength: 0, at: .now())
            self.record.outcome = .refused
            self.record.refusal = .connectionLimit
            self.exchangeEnded()
        } else {
            self.writeLast(status: 503, .connectionLimit)
        }
        self.close()
    }

    /// Refuses once the whole message has been read. - Returns: whether the reply is out.
    func answer(refusing refusal: Refusal, _ context: ReplyContext) -> Bool {
        guard self.refuse(refusal, context) else {
            self.sealElsewhere(isUnderWay: false) { self.exchangeFinished() }
            return false
        }
        self.exchangeFinished()
        return true
    }

    /// Writes a refusal. - Returns: as ``write(_:)``.
    func refuse(_ refusal: Refusal, _ context: ReplyContext) -> Bool {
        self.record.refused(context)
        return self.write { pipeline, wire in pipeline.refuse(refusal, context, &wire) }
    }

    /// Refuses at a moment that the cause has no part in. The reply is made at once, so that what is left to do at that
    /// moment is the same for every cause, down to the caches.
    func answer(refusing refusal: Refusal, _ context: ReplyContext, at moment: RefusalMoment) {
        self.record.refused(context)
        let response = self.response { pipeline, wire in pipeline.refuse(refusal, context, &wire) }
        self.phase = .exchange(nil)
        if let seal = self.loop.takeAwaitedSeal() {
            self.seal(seal, isUnderWay: false) { self.write($0, at: moment.deadline(now: .now())) }
        } else {
            self.write(response, at: moment.deadline(now: .now()))
        }
    }

    private func write(_ response: ByteBuffer, at moment: NIODeadline) {
        let exchange = self.exchange
        self.loop.run(at: moment) {
            guard self.exchange == exchange, case .exchange = self.phase else { return }
            self.write(response)
            self.exchangeEnded()
            self.exchangeFinished()
            self.proceed()
        }
    }

    /// Refuses before the body has been read; what comes of it is dropped.
    func refuseEarly(_ refusal: Refusal, _ context: ReplyContext) -> Bool {
        self.record.refused(context)
        return self.answerEarly { pipeline, wire in pipeline.refuse(refusal, context, &wire) }
    }

    /// Writes the reply before the body has been read; what comes of it is dropped.
    func answerEarly(_ render: (Pipeline, inout ResponseWire) -> Void) -> Bool {
        self.body.clear()
        let discards = self.loop.pipeline.limits.discardedBody
        if case .length(let length) = self.decoder.head.framing, length > discards { self.closesAfterReply = true }
        // Such a client may send its body or not: where the next message begins cannot be known.
        if self.decoder.head.expectsContinue { self.closesAfterReply = true }
        guard self.write(render) else {
            self.sealElsewhere(isUnderWay: false) { _ = self.answeredEarly() }
            return false
        }
        return self.answeredEarly()
    }

    private func answeredEarly() -> Bool {
        guard !self.closesAfterReply else { return self.linger() }
        let discards = self.loop.pipeline.limits.discardedBody
        self.phase = .discarding(left: discards)
        self.isBodyTimed = false
        self.startBodyTimeout()
        return true
    }

    /// The bytes are no request: say so and close.
    func refuseMessage(_ refusal: RequestRefusal) -> Bool {
        self.writeLast(status: refusal.status, .malformedMessage, RefusalCause(refusal))
        return false
    }
}
