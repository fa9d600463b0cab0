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

    package init(status: Int, retryAfter: Int? = nil, isCoded: Bool = false) {
        self.status = status
        self.retryAfter = retryAfter
        self.isCoded = isCoded
    }
}

/// One call on its way to an upstream: what is sent, and who waits. Kept and used again by its revoker.
package final class UpstreamExchange {
    /// The fields of this exchange, the end of the head and the body: what follows ``Upstream/fixedHead(for:)``.
    package internal(set) var request: [UInt8] = []
    var revoker: UpstreamRevoker?
    var waiter: (any RevocationWaiter)?
    var waiterTicket = 0
    var receivedAt = Timestamp(milliseconds: 0)
    /// What its way took so far, for operators.
    var report = UpstreamReport()
    private var outcome = RevocationOutcome.unavailable(retryAfterSeconds: 1)

    init() {
        self.request.reserveCapacity(512)
    }

    /// Reads a complete reply, without ending the exchange. - Returns: how it speaks for the address that gave it.
    package func replied(_ reply: UpstreamReply, _ body: Span<UInt8>) -> ConnectionPool.Standing {
        guard let revoker = self.revoker else { preconditionFailure("a reply to an exchange that has ended") }
        self.report.failure = nil
        let (outcome, standing) = revoker.judge(reply, body, self)
        self.outcome = outcome
        return standing
    }

    /// Whether nothing was wrong with the reply that was read last.
    package var isReplyGood: Bool { self.report.failure == nil }

    // MARK: Times, in nanoseconds of a steady clock

    package func began(at time: UInt64) { self.report.beganAt = time }
    package func sent() { self.report.attempts += 1 }
    package func ended(at time: UInt64) { self.report.endedAt = time }

    // MARK: The end

    /// The last reply counts.
    package func finish() {
        self.end(self.outcome)
    }

    /// No reply counts. What may have been done upstream is not known, and nobody is told that it was.
    package func fail(_ failure: PoolFailure) {
        self.report.failure = UpstreamFailure(failure)
        self.end(.unavailable(retryAfterSeconds: failure.retryAfterSeconds))
    }

    private func end(_ outcome: RevocationOutcome) {
        guard let waiter = self.waiter, let revoker = self.revoker else {
            preconditionFailure("an exchange ends once: whoever carries it forgets it then")
        }
        self.waiter = nil
        self.revoker = nil
        self.request.wipe()
        self.outcome = .unavailable(retryAfterSeconds: 1)
        let ticket = self.waiterTicket
        let report = self.report
        self.report = UpstreamReport()
        revoker.takeBack(self)
        waiter.asked(report, ticket: ticket)
        waiter.decided(outcome, nil, ticket: ticket)
    }
}

extension PoolFailure {
    fileprivate var retryAfterSeconds: Int {
        switch self {
        case .circuitOpen(let milliseconds): (milliseconds + 999) / 1_000
        case .noAccessToken, .queueFull, .queueTimeout, .unreachable, .timeout, .broken: 1
        }
    }
}
