import Envelopes
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
    enum Reply {
        case awaited
        /// Passed on as it comes.
        case streaming(ForwardedFraming)
        case held(HeldReply)
        /// Complete, while what it teaches is made durable.
        case learning(HeldReply)
        /// The last that the caller gets is written, or the caller is gone.
        case ended
    }

    unowned let connection: ConnectionHandler
    let authenticated: AuthenticatedRequest
    let forwarder: any Forwarder
    private let request: ForwardedRequest
    private let requestFraming: RequestFraming
    let version: HTTPVersion
    var owesContinue: Bool
    var context: ReplyContext
    var exchange: ForwardExchange?
    var line: (any ForwardLine)?
    /// The body of the request where it is held.
    var content: [UInt8] = []
    /// Bytes of the body that went on in a stream.
    private var streamed = 0
    /// Bytes that count as held in the process.
    var held = 0
    var isContentRead = false
    var isReplyAtFault = false
    var reply = Reply.awaited
    /// While it asks for a line: what is answered at once is answered from within.
    var isBeginning = false
    /// Whether another thread opens the request's body.
    private var isOpening = false

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

    var limits: GatewayLimits { self.connection.loop.pipeline.limits }
    var holdsContent: Bool {
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
    func hold(_ count: Int) -> Bool {
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
        let body = self.content
        let moment = self.connection.moment(of: self.authenticated.route, received, bodyLength: body.count)
        self.content = []
        if self.authenticated.leavesLoop(body.span) { return self.openElsewhere(body.span, moment) }
        self.opened(
            self.connection.loop.pipeline.openForwarded(
                self.authenticated, body: body.span, steady: GatewayLoop.milliseconds(received)), moment)
    }

    private func openElsewhere(_ body: Span<UInt8>, _ moment: RefusalMoment) {
        let loop = self.connection.loop
        let opening: BodyOpening
        switch loop.pipeline.opening(self.authenticated, body: body, steady: loop.steady) {
        case .goOn(let work): opening = work
        case .refuse(let refusal, let context): return self.opened(.refuse(refusal, context), moment)
        }
        self.isOpening = true
        let connection = self.connection
        let isTaken = loop.threads.open(opening, in: self.authenticated.turn) { result in
            // Its connection is held, and may be done with it.
            guard case .forwarding(let current) = connection.phase, current === self, self.isOpening else { return }
            self.isOpening = false
            self.opened(
                loop.pipeline.openForwarded(self.authenticated, opened: result, steady: loop.steady), moment)
            connection.proceed()
        }
        // What comes back says how it goes on, and that within the bounds of the queue.
        if isTaken { return connection.setDeadline(after: self.limits.idleTimeout) }
        self.isOpening = false
        self.context = self.context.sparingThreads
        self.refuse(.overloaded)
    }

    private func opened(_ verdict: Pipeline.Verdict<OpenedForward>, _ moment: RefusalMoment) {
        switch verdict {
        case .goOn(let opened):
            self.context = opened.replyContext
            self.connection.record.cipher = opened.replyContext.openedBy
            self.ask(.length(opened.content.count), content: opened.content)
        case .refuse(let refusal, let context):
            self.finish()
            // Whatever it is: how long the opening took does not show.
            self.connection.answer(refusing: refusal, context, at: moment)
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

    // MARK: Who is waited for

    /// Whether the caller is to send or to read, and not the upstream.
    var isCallerAwaited: Bool {
        if !self.connection.isWritable { return true }
        return !self.isContentRead && (self.holdsContent || self.line?.isWritable == true)
    }

    /// Something went on: whoever is waited for now has all the time for it.
    func waits() {
        switch self.reply {
        case .learning, .ended: return
        case .awaited, .streaming, .held: break
        }
        if self.isOpening { return }
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
