package import Envelopes
package import Pooling
import Primitives
import Revocation

/// Sends exchanges to one upstream and brings back what came of them. Belongs to one event loop.
package protocol UpstreamExchanger: AnyObject {
    /// Takes an exchange up. Its end is told once, at the earliest before this returns: with
    /// ``UpstreamExchange/finish()`` after a reply, or with ``UpstreamExchange/fail(_:)``.
    func begin(_ exchange: UpstreamExchange)

    /// What the reading of replies found that an operator should know.
    func report(_ event: UpstreamEvent)

    /// A reply that another thread had to open first was what was asked for.
    func passed()
}

/// What is counted of an upstream's replies, and told to the operator.
package enum UpstreamEvent: Hashable, Sendable {
    /// A bare 401 or 403: the gateway's own credential is not accepted there.
    case credentialRefused
    /// A reply that is none of the dialect, or does not open.
    case notUnderstood(status: Int)
    /// 500 to 599.
    case serverError(status: Int)
    /// 429.
    case limited
    /// A reply issues a token that could not be recorded, for this reason; the caller did not get it.
    case notLearned(String)
    /// A reply's expiry is no time; its token is kept without one.
    case expiryNotUnderstood
}

/// A reply as the connection gives it: its head's facts. The body comes beside it.
package struct UpstreamReply: Equatable, Sendable {
    package let status: Int
    /// Seconds of a `Retry-After` that is a number.
    package let retryAfter: Int?
    /// Whether the content is coded (`Content-Encoding`), which was not asked for.
    package let isCoded: Bool
    /// Whether only the end of the connection tells where the content ends: it may have broken off.
    package let endsWithConnection: Bool
    /// Header fields that are part of the body's envelope.
    package let fields: EnvelopeFields

    package init(
        status: Int, retryAfter: Int? = nil, isCoded: Bool = false, endsWithConnection: Bool = false,
        fields: EnvelopeFields = EnvelopeFields()
    ) {
        self.fields = fields
        self.status = status
        self.retryAfter = retryAfter
        self.isCoded = isCoded
        self.endsWithConnection = endsWithConnection
    }
}

/// One request on its way to an upstream: what is sent, and how its replies are read. What it asks and who waits is its
/// subclass's business, which keeps it and uses it again.
package class UpstreamExchange {
    /// The fields of this exchange, the end of the head and the body: what follows ``Upstream/fixedHead(for:)``.
    package internal(set) final var request: [UInt8] = []
    /// What its way took so far, for operators.
    private final var report = UpstreamReport()
    /// Opens the reply; nil where bodies are clear.
    final var sealedWith: BodyVersion?
    /// Whose it is; set where another thread seals.
    final var consumer: String?
    /// The reply that was read last, where another thread has to open it before it can be judged.
    private final var held: (reply: UpstreamReply, body: [UInt8])?

    init() {
        self.request.reserveCapacity(512)
    }

    /// Reads a complete reply; if nothing follows, it counts.
    ///
    /// - Returns: what is wrong with it, if anything, and how it speaks for the address that gave it.
    func judge(_ reply: UpstreamReply, _ body: Span<UInt8>) -> (UpstreamFailure?, ConnectionPool.Standing) {
        preconditionFailure("every subclass reads its replies")
    }

    /// Whether another thread has to open a reply before it can be judged.
    func opensLater(_ reply: UpstreamReply) -> Bool { false }

    /// Has a reply opened and reads it; `then` is told what is wrong with it, if anything.
    func read(_ reply: UpstreamReply, _ body: [UInt8], then: @escaping (UpstreamFailure?) -> Void) {
        preconditionFailure("a subclass that reads later says how")
    }

    /// Once for each exchange: the reply that was read last counts, or with a failure none does.
    func ended(_ failure: PoolFailure?, _ report: UpstreamReport) {
        preconditionFailure("every subclass has somebody who waits")
    }

    /// Reads a complete reply, without ending the exchange. - Returns: how it speaks for the address that gave it; one that
    /// is still to be opened by another thread speaks for it as far as its status goes.
    package final func replied(_ reply: UpstreamReply, _ body: Span<UInt8>) -> ConnectionPool.Standing {
        if self.opensLater(reply) {
            self.held = (reply, body.withUnsafeBytes { Array($0) })
            self.report.failure = nil
            return .sound
        }
        self.held = nil
        let (failure, standing) = self.judge(reply, body)
        self.report.failure = failure
        return standing
    }

    /// Whether nothing was wrong with the reply that was read last, as far as it has been read.
    package final var isReplyGood: Bool { self.report.failure == nil && self.held == nil }

    // MARK: Times, in nanoseconds of a steady clock

    package final func began(at time: UInt64) { self.report.beganAt = time }
    package final func sent() { self.report.attempts += 1 }
    package final func ended(at time: UInt64) { self.report.endedAt = time }

    // MARK: The end

    /// The last reply counts.
    package final func finish() {
        self.end(nil)
    }

    /// No reply counts. What may have been done upstream is not known, and nobody is told that it was.
    package final func fail(_ failure: PoolFailure) {
        self.report.failure = UpstreamFailure(failure)
        self.end(failure)
    }

    private final func end(_ failure: PoolFailure?) {
        self.request.wipe()
        let report = self.report
        self.report = UpstreamReport()
        let held = self.held
        self.held = nil
        guard failure == nil, let held else {
            self.sealedWith = nil
            return self.ended(failure, report)
        }
        self.read(held.reply, held.body) { trouble in
            // A copy here: a variable that the closure shares would be allocated for every exchange.
            var judged = report
            judged.failure = trouble
            self.sealedWith = nil
            self.ended(nil, judged)
        }
    }
}

extension PoolFailure {
    /// What callers wait.
    var retryAfterSeconds: Int {
        switch self {
        case .circuitOpen(let milliseconds): (milliseconds + 999) / 1_000
        case .noAccessToken, .queueFull, .queueTimeout, .unreachable, .timeout, .broken: 1
        }
    }
}
