package import HTTP1
package import Pooling
import Primitives
package import Revocation

/// An exchange that goes on to an upstream in a stream: who waits for it, and what is known of its request before it has
/// a connection. Belongs to one event loop.
package final class ForwardExchange {
    package private(set) var request: ForwardedRequest
    package let framing: ForwardedRequest.Framing
    /// The whole content where the gateway holds it; else the caller writes it to the line.
    package private(set) var content: [UInt8]?
    /// nil once it has ended.
    package private(set) var caller: (any ForwardCaller)?

    /// What its way took so far, for operators.
    package private(set) var report = UpstreamReport()

    package init(
        _ request: ForwardedRequest, _ framing: ForwardedRequest.Framing, content: [UInt8]?, caller: any ForwardCaller
    ) {
        self.request = request
        self.framing = framing
        self.content = content
        self.caller = caller
    }

    /// Whether a connection that breaks before the reply may be replaced by another: nothing of the content is lost, and
    /// doing it twice does no harm.
    package var isRepeatable: Bool {
        self.request.isIdempotent && (self.content != nil || self.framing == .none)
    }

    package func began(at time: UInt64) { self.report.beganAt = time }
    package func sent() { self.report.attempts += 1 }
    package func ended(at time: UInt64) { self.report.endedAt = time }

    package func failed(_ failure: PoolFailure) { self.report.failure = UpstreamFailure(failure) }

    /// Nothing more is told to the caller.
    package func end() {
        self.caller = nil
        self.request.wipe()
        self.content?.wipe()
    }
}

/// Why an exchange is given up before its end.
package enum ForwardCancellation: Sendable {
    /// Nobody waits for it any more: this says nothing of the upstream.
    case callerGone
    case upstreamSilent
}

/// A connection that one exchange has to itself, as the exchange's caller uses it.
package protocol ForwardLine: AnyObject {
    /// False while the upstream takes nothing: what is written then piles up.
    var isWritable: Bool { get }

    /// Writes content, in whatever framing the request's head announced.
    func write(_ content: Span<UInt8>)

    /// The content is complete.
    func finish()

    /// Whether the upstream's reply is read; where not, the upstream is held up.
    func read(_ reads: Bool)

    /// Gives the connection up; nothing more is told to the caller.
    func cancel(_ reason: ForwardCancellation)
}

/// Who waits for an exchange that goes on to an upstream.
package protocol ForwardCaller: AnyObject {
    /// The head of the request, and the content where it is held, are on their way. May come again, with another line,
    /// where a repeatable exchange is repeated.
    func opened(_ line: any ForwardLine)

    /// The upstream takes content again.
    func lineBecameWritable()

    /// The head of the reply. - Parameter bytes: what the head's ranges are of.
    func replied(_ head: borrowing ResponseHead, _ bytes: Span<UInt8>)

    /// Content of the reply.
    func received(_ content: Span<UInt8>)

    /// The reply is complete, and the line is not the caller's any more.
    func replyEnded()

    /// No reply, or no end of it; the line is not the caller's any more.
    func failed(_ failure: PoolFailure)
}

/// The connections to one upstream that exchanges are passed on by.
package protocol Forwarder: AnyObject {
    func begin(_ exchange: ForwardExchange)

    /// The exchange has no line yet and wants none any more.
    func withdraw(_ exchange: ForwardExchange)

    /// A reply was passed on whole, and nothing was wrong with it.
    func passed()

    /// What the reading of replies found that an operator should know.
    func report(_ event: UpstreamEvent)
}
