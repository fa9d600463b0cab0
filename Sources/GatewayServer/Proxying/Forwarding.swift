import Gateway
import HTTP1
import NIOCore
import Observability
import Pooling
import Primitives
import Revocation

/// One exchange that is passed on: moves its body to the upstream and the reply to the caller, as fast as the slower of
/// both takes it. Bodies that the gateway has to read itself are held whole, within a limit.
final class Forwarding: ForwardCaller, LearnWaiter {
    private enum Reply {
        case awaited
        /// Passed on as it comes.
        case streaming(ForwardedFraming)
        case held(HeldReply)
        /// Complete, while what it teaches is made durable.
        case learning(HeldReply)
        /// The last that the caller gets is written, or the caller is gone.
        case ended
    }

    private unowned let connection: ConnectionHandler
    private let authenticated: AuthenticatedRequest
    private let forwarder: any Forwarder
    private let request: ForwardedRequest
    private let requestFraming: RequestFraming
    private let version: HTTPVersion
    private var owesContinue: Bool
    private var context: ReplyContext
    private var exchange: ForwardExchange?
    private var line: (any ForwardLine)?
    /// The body of the request where it is held.
    private var content: [UInt8] = []
    /// Bytes of the body that went on in a stream.
    private var streamed = 0
    /// Bytes that count as held in the process.
    private var held = 0
    private var isContentRead = false
    private var isReplyAtFault = false
    private var reply = Reply.awaited
    /// While it asks for a line: what is answered at once is answered from within.
    private var isBeginning = false

    init(
        _ authenticated: AuthenticatedRequest, _ request: ForwardedRequest, _ head: RequestHead,
        by forwarder: any Forwarder, on connection: ConnectionHandler, owesContinue: Bool
    ) {
        self.authenticated = authenticated
        self.request = request
        self.requestFraming = head.framing
        self.version = head.version
        self.forwarder = forwarder
        self.connection = connection
        self.owesContinue = owesContinue
        self.context = authenticated.refusalContext
    }

    private var limits: GatewayLimits { self.connection.loop.pipeline.limits }
    private var holdsContent: Bool {
        self.authenticated.holdsRequest && self.requestFraming != .none && self.requestFraming != .length(0)
    }

    /// Whether a part of the reply is out.
    var hasReplied: Bool {
        if case .streaming = self.reply { true } else { false }
    }

    /// Whether the caller's body is read on.
    var takesContent: Bool {
        if case .ended = self.reply { return false }
        return !self.isContentRead && (self.holdsContent || self.line?.isWritable == true)
    }

    func begin() {
        guard self.holdsContent else {
            let framing: ForwardedRequest.Framing =
                switch self.requestFraming {
                case .none: .none
                case .length(let length): .length(length)
                case .chunked: .chunked
                }
            return self.ask(framing, content: nil)
        }
        self.askForContent()
        // One time for all of it, as on a dialect's route.
        self.connection.setDeadline(after: self.limits.bodyTimeout)
    }

    private func ask(_ framing: ForwardedRequest.Framing, content: [UInt8]?) {
        let exchange = ForwardExchange(self.request, framing, content: content, caller: self)
        self.exchange = exchange
        // The pool ends the wait for a line.
        self.connection.setDeadline(after: self.limits.idleTimeout)
        self.isBeginning = true
        self.forwarder.begin(exchange)
        self.isBeginning = false
    }

    private func askForContent() {
        guard self.owesContinue else { return }
        self.owesContinue = false
        self.connection.writeContinue()
    }

    // MARK: The request's body

    func received(content: Span<UInt8>) {
        self.owesContinue = false
        self.connection.record.bytesIn += content.count
        guard self.holdsContent else {
            self.line?.write(content)
            self.streamed += content.count
            return self.waits()
        }
        guard self.content.count + content.count <= self.limits.heldBody else { return self.refuse(.bodyTooLarge) }
        guard self.hold(content.count) else { return self.refuse(.overloaded) }
        content.withUnsafeBytes { self.content.append(contentsOf: $0) }
    }

    /// False when all held bodies together would be too large.
    private func hold(_ count: Int) -> Bool {
        guard self.connection.loop.shared.hold(count, limit: self.limits.heldBodies) else { return false }
        self.held += count
        return true
    }

    func contentEnded() {
        self.isContentRead = true
        guard self.holdsContent else {
            self.line?.finish()
            return self.waits()
        }
        guard !self.content.isEmpty else { return self.ask(.none, content: nil) }
        let received = NIODeadline.now()
        let length = self.content.count
        let body = self.content
        let verdict = self.connection.loop.pipeline.openForwarded(
            self.authenticated, body: body.span, steady: GatewayLoop.milliseconds(received))
        self.content = []
        switch verdict {
        case .goOn(let opened):
            self.context = opened.replyContext
            self.ask(.length(opened.content.count), content: opened.content)
        case .refuse(let refusal, let context):
            self.finish()
            guard refusal.isTimed else { return _ = self.connection.answer(refusing: refusal, context) }
            self.connection.answer(
                refusing: refusal, context, at: received + ConnectionHandler.refusalDelay(bodyLength: length))
        }
    }

    // MARK: The line

    func opened(_ line: any ForwardLine) {
        self.line = line
        if !self.isContentRead { self.askForContent() }
        self.waits()
        self.connection.proceed()
    }

    func lineBecameWritable() {
        self.waits()
        self.connection.proceed()
    }

    func callerWritabilityChanged() {
        self.line?.read(self.connection.isWritable)
        self.waits()
    }

    // MARK: The reply

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
        self.connection.write { pipeline, wire in
            pipeline.answer(forwarded: held.head, headBytes.span, body: body.span, context, &wire)
        }
        self.answered()
    }

    private func answered() {
        if !self.isReplyAtFault { self.forwarder.passed() }
        self.finish()
        self.connection.exchangeEnded()
        self.connection.forwardingFinished(isContentRead: self.isContentRead)
        if !self.isBeginning { self.connection.proceed() }
    }

    // MARK: Ends before the end

    func failed(_ failure: PoolFailure) {
        self.line = nil
        self.tellOfUpstream()
        self.refuse(failure.refusal)
    }

    /// Nobody waits for the exchange any more.
    func callerGone() {
        self.release(.callerGone)
        self.finish()
        self.connection.record.ended = nil
        self.connection.record.cause = .callerGone
        self.connection.exchangeEnded()
    }

    /// The body's framing is broken. - Returns: whether the caller can still be told.
    func contentRefused() -> Bool {
        self.release(.callerGone)
        guard !self.hasReplied else {
            self.abort(.chunk)
            return false
        }
        self.finish()
        return true
    }

    /// A part of the reply is out, and the rest does not come.
    private func abort(_ cause: RefusalCause?) {
        self.finish()
        if let cause { self.connection.record.cause = cause }
        self.connection.exchangeEnded()
        self.connection.abort()
    }

    func deadlineReached() {
        if case .learning = self.reply { return self.refuse(.unavailable(retryAfterSeconds: 1), .revokerTimeout) }
        if self.isCallerAwaited {
            if self.hasReplied {
                self.release(.callerGone)
                return self.abort(.callerGone)
            }
            self.connection.closesAfterReply = true
            return self.giveUp(.bodyTimeout)
        }
        self.release(.upstreamSilent)
        self.refuse(.gatewayTimeout)
    }

    /// Ends an exchange whose upstream did nothing wrong that counts.
    private func giveUp(_ refusal: Refusal) {
        self.release(.callerGone)
        self.refuse(refusal)
    }

    private func refuse(_ refusal: Refusal, _ cause: RefusalCause? = nil) {
        if let cause { self.connection.record.cause = cause }
        guard !self.hasReplied else { return self.abort(nil) }
        self.finish()
        if self.isContentRead {
            _ = self.connection.answer(refusing: refusal, self.context)
        } else {
            _ = self.connection.refuseEarly(refusal, self.context)
        }
        if !self.isBeginning { self.connection.proceed() }
    }

    private func release(_ reason: ForwardCancellation) {
        // The line of an exchange that is being repeated is not its own any more.
        self.line?.cancel(reason)
        self.line = nil
        if let exchange = self.exchange { self.forwarder.withdraw(exchange) }
        self.tellOfUpstream()
    }

    private func tellOfUpstream() {
        if let report = self.exchange?.report { self.connection.record.asked(report) }
    }

    /// Once for each exchange.
    private func finish() {
        if case .ended = self.reply { return }
        self.reply = .ended
        self.exchange?.end()
        self.exchange = nil
        self.content.wipe()
        self.connection.loop.shared.releaseHeld(self.held)
        self.held = 0
        self.connection.loop.shared.releaseForward()
    }

    // MARK: Who is waited for

    /// Whether the caller is to send or to read, and not the upstream.
    private var isCallerAwaited: Bool {
        if !self.connection.isWritable { return true }
        return !self.isContentRead && (self.holdsContent || self.line?.isWritable == true)
    }

    /// Something went on: whoever is waited for now has all the time for it.
    func waits() {
        switch self.reply {
        case .learning, .ended: return
        case .awaited, .streaming, .held: break
        }
        if self.isCallerAwaited {
            guard !self.holdsContent || self.isContentRead else { return }
            self.connection.setDeadline(
                after: self.connection.isWritable ? self.limits.bodyTimeout : self.limits.idleTimeout)
        } else if self.line != nil {
            self.connection.setDeadline(after: self.upstreamPatience)
        }
    }

    /// How long the upstream may be silent. Of a long body a part lies in the buffers of both systems when the last byte
    /// of it is written, and the upstream still has to read that.
    private var upstreamPatience: Int {
        let timeout = self.authenticated.upstreamTimeout
        return self.streamed > Self.longContent ? max(timeout, self.limits.bodyTimeout) : timeout
    }

    private static let longContent = 64 << 10
}

/// A reply that is read whole before it goes on.
final class HeldReply {
    let head: ResponseHead
    let headBytes: [UInt8]
    private(set) var body: [UInt8] = []

    init(_ head: borrowing ResponseHead, _ bytes: Span<UInt8>) {
        self.head = copy head
        self.headBytes = bytes.extracting(first: head.end).withUnsafeBytes { Array($0) }
    }

    func append(_ content: Span<UInt8>) {
        content.withUnsafeBytes { self.body.append(contentsOf: $0) }
    }

    func takeBody() -> [UInt8] {
        defer { self.body = [] }
        return self.body
    }

    deinit {
        self.body.wipe()
    }
}

extension PoolFailure {
    fileprivate var refusal: Refusal {
        switch self {
        case .circuitOpen(let milliseconds): .unavailable(retryAfterSeconds: (milliseconds + 999) / 1_000)
        case .noAccessToken, .queueFull, .queueTimeout, .unreachable: .unavailable(retryAfterSeconds: 1)
        case .timeout: .gatewayTimeout
        case .broken: .badGateway
        }
    }
}
