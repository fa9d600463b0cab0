import Consumers
import Gateway
import HTTP1
import NIOCore
import Observability
import Revocation

/// What an operator gets to see of one exchange: its connection gathers it from the head to the last byte of the reply,
/// and then tells its loop once (``LoopObserver/exchangeEnded(_:)``). Holds no body, key or path.
struct ExchangeRecord {
    /// Between the head and the end; what is not open has been told or has not begun.
    private(set) var isOpen = false
    private(set) var began = NIODeadline.uptimeNanoseconds(0)
    /// nil for bytes that are no request.
    private(set) var method: Method?
    /// The end, where it is known without reading the clock again.
    var ended: NIODeadline?

    /// nil before a route was found.
    var route: Route?
    /// nil before the caller is known.
    var consumer: RegisteredConsumer?
    /// nil for bytes that are no request.
    var requestID: RequestID?
    /// As the caller sent it, well-formed.
    var traceParent: [UInt8]?
    /// What a revocation is about; logged as a keyed fingerprint.
    var subject: Subject?
    /// How many revocations it asks for.
    var calls = 1
    /// Of a batch: what each of those was told that were refused.
    private(set) var itemRefusals: [RefusalKind]?

    /// The place among the route's ciphers of the one that opened the body; -1 where none did.
    var cipher = -1

    var outcome = ExchangeOutcome.aborted
    /// Set where the outcome is `refused`.
    var refusal: RefusalKind?
    /// Why it was refused or broken off, as precisely as is known.
    var cause: RefusalCause?
    /// 0 when no reply began.
    var status = 0
    /// Head and content of the request as far as they were read, without chunk framing.
    var bytesIn = 0
    /// Of the reply: head and content.
    var bytesOut = 0
    /// Set where an upstream was asked.
    var upstream: UpstreamReport?

    /// The head of a message is there, or what was to be one is refused.
    mutating func begin(_ method: Method?, headLength: Int, at time: NIODeadline) {
        self = ExchangeRecord()
        self.isOpen = true
        self.began = time
        self.method = method
        self.bytesIn = headLength
    }

    /// The request passed the checks of its head.
    mutating func received(_ request: AuthenticatedRequest) {
        self.received(request.route, request.origin)
        self.consumer = request.consumer
    }

    /// The same where the caller is not known yet.
    mutating func received(_ route: Route, _ origin: CallOrigin) {
        self.route = route
        self.requestID = origin.requestID
        self.traceParent = origin.traceParent
    }

    /// A refusal was decided on.
    mutating func refused(_ context: ReplyContext) {
        self.route = context.route
        if let consumer = context.consumer { self.consumer = consumer }
        self.requestID = context.requestID
        if context.openedBy >= 0 { self.cipher = context.openedBy }
        if let cause = context.cause { self.cause = cause }
    }

    /// An upstream was asked; its reply is the end, unless something follows.
    mutating func asked(_ report: UpstreamReport) {
        self.upstream = report
        if report.isEnd, report.endedAt > 0 { self.ended = .uptimeNanoseconds(report.endedAt) }
        if let failure = report.failure { self.cause = RefusalCause(failure) }
    }

    /// A revoker has answered.
    mutating func decided(_ outcome: RevocationOutcome) {
        switch outcome {
        case .revoked, .alreadyRevoked, .limited, .unsupportedSubject: break
        case .unknown: self.cause = .tokenUnknown
        case .ownedByAnother: self.cause = .tokenOwnedByAnother
        case .unavailable: if self.upstream?.failure == nil { self.cause = .ledgerUnavailable }
        }
    }

    /// The same for a question.
    mutating func introspected(_ outcome: IntrospectionOutcome) {
        if case .unavailable = outcome, self.upstream?.failure == nil { self.cause = .ledgerUnavailable }
    }

    /// The reply is rendered.
    mutating func replied(_ wire: borrowing ResponseWire) {
        self.status = wire.status
        self.outcome = wire.outcome
        if let refusal = wire.refusal { self.refusal = refusal }
        guard let batch = wire.batch else { return self.bytesOut = wire.bytes.count }
        self.itemRefusals = batch.refusals
        if let decisive = batch.decisive, self.cause == nil { self.decided(decisive) }
        self.bytesOut = wire.bytes.count
    }

    /// Its connection ended before the reply was out, which may have been decided on already.
    mutating func cutOff() {
        self.outcome = .aborted
        self.refusal = nil
        self.cause = .callerGone
        self.status = 0
        self.bytesOut = 0
        self.ended = nil
    }

    mutating func end() {
        self.isOpen = false
        if self.outcome == .aborted, self.cause == nil { self.cause = .callerGone }
    }
}
