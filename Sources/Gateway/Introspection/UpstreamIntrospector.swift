import Dialects
import Pooling
import Revocation

/// Asks an upstream whether tokens live that the ledger does not know, and keeps what it said for a while. Belongs to one
/// event loop.
///
/// As with revocations, only what the upstream says explicitly counts: all doubt is `unavailable`.
final class UpstreamIntrospector: Introspector {
    private let upstream: Upstream
    private let client: IntrospectionClient
    private let bodies: UpstreamBodies
    private let exchanger: any UpstreamExchanger
    private let memory: AnswerMemory
    private let limits: AnswerLimits
    private var idle: [IntrospectionExchange] = []

    init(
        _ upstream: Upstream, _ client: IntrospectionClient, bodies: UpstreamBodies.Travel,
        exchanger: any UpstreamExchanger, memory: AnswerMemory, limits: AnswerLimits, threads: any CipherThreads
    ) {
        self.upstream = upstream
        self.client = client
        self.bodies = UpstreamBodies(of: upstream, bodies, threads: threads)
        self.exchanger = exchanger
        self.memory = memory
        self.limits = limits
    }

    func introspect(_ question: TokenQuestion, for waiter: any IntrospectionWaiter, ticket: Int) {
        let place: AnswerPlace
        switch self.memory.recall(question, of: self.upstream.name, self.limits) {
        case .kept(let token): return waiter.introspected(.active(token), ticket: ticket)
        case .none(let found): place = found
        }
        let exchange = self.idle.popLast() ?? IntrospectionExchange()
        if self.bodies.leavesLoop {
            return self.bodies.write(for: question.origin, of: question.consumer, into: exchange) {
                self.client.renderRequest(question.token, $0)
            } then: { failure in
                self.begin(exchange, failure, question, place, for: waiter, ticket: ticket)
            }
        }
        let failure = self.bodies.write(for: question.origin, into: exchange) {
            self.client.renderRequest(question.token, $0)
        }
        self.begin(exchange, failure, question, place, for: waiter, ticket: ticket)
    }

    /// - Parameter failure: why its body could not be sealed.
    private func begin(
        _ exchange: IntrospectionExchange, _ failure: UpstreamFailure?, _ question: TokenQuestion, _ place: AnswerPlace,
        for waiter: any IntrospectionWaiter, ticket: Int
    ) {
        if let failure {
            self.idle.append(exchange)
            var report = UpstreamReport()
            report.failure = failure
            waiter.asked(report, ticket: ticket)
            return waiter.introspected(.unavailable(retryAfterSeconds: failure.retryAfterSeconds), ticket: ticket)
        }
        exchange.begin(by: self, at: question.receivedAt, place, for: waiter, ticket: ticket)
        self.exchanger.begin(exchange)
    }

    /// - Parameter time: the moment that the answer is of.
    fileprivate func judge(
        _ reply: UpstreamReply, _ body: Span<UInt8>, to exchange: UpstreamExchange, at time: Timestamp
    ) -> (IntrospectionOutcome, UpstreamTrouble?) {
        if let trouble = UpstreamTrouble(status: reply) { return self.unavailable(trouble) }
        return self.judge(reply, self.read(reply, body, to: exchange), at: time)
    }

    fileprivate func opensLater(_ reply: UpstreamReply) -> Bool {
        self.bodies.leavesLoop && UpstreamTrouble(status: reply) == nil
    }

    /// The same where another thread opens the body.
    fileprivate func judge(
        _ reply: UpstreamReply, _ body: [UInt8], to exchange: UpstreamExchange, at time: Timestamp,
        then: @escaping (IntrospectionOutcome, UpstreamFailure?) -> Void
    ) {
        let (client, status) = (self.client, reply.status)
        self.bodies.read(
            reply, body, to: exchange, isWellFormed: { Self.isUnderstood(client.readReply(status, $0)) },
            { client.readReply(status, $0) }
        ) { opened in
            let reading: ActivityReading
            switch opened {
            case .read(let read): reading = read
            case .unopened: reading = Self.reading(ofUnopened: status)
            case .queueFull:
                let failure = UpstreamFailure.queueFull
                return then(.unavailable(retryAfterSeconds: failure.retryAfterSeconds), failure)
            }
            let (outcome, trouble) = self.judge(reply, reading, at: time)
            if trouble == nil { self.exchanger.passed() }
            then(outcome, trouble.map { UpstreamFailure($0.event) })
        }
    }

    private func judge(
        _ reply: UpstreamReply, _ reading: ActivityReading, at time: Timestamp
    ) -> (IntrospectionOutcome, UpstreamTrouble?) {
        switch reading {
        case .active(let token): return (token.lives(at: time) ? .active(token) : .inactive, nil)
        case .inactive: return (.inactive, nil)
        case .credentialRefused: return self.unavailable(.credentialRefused(by: self.upstream))
        case .notUnderstood: return self.unavailable(.notUnderstood(reply))
        }
    }

    private func unavailable(_ trouble: UpstreamTrouble) -> (IntrospectionOutcome, UpstreamTrouble?) {
        self.exchanger.report(trouble.event)
        return (.unavailable(retryAfterSeconds: trouble.retryAfterSeconds), trouble)
    }

    private func read(_ reply: UpstreamReply, _ body: Span<UInt8>, to exchange: UpstreamExchange) -> ActivityReading {
        let status = reply.status
        let client = self.client
        let reading = self.bodies.read(
            reply, body, to: exchange, isWellFormed: { Self.isUnderstood(client.readReply(status, $0)) },
            { client.readReply(status, $0) })
        return reading ?? Self.reading(ofUnopened: status)
    }

    private static func reading(ofUnopened status: Int) -> ActivityReading {
        status == 401 || status == 403 ? .credentialRefused : .notUnderstood
    }

    private static func isUnderstood(_ reading: ActivityReading) -> Bool {
        switch reading {
        case .active, .inactive: true
        case .credentialRefused, .notUnderstood: false
        }
    }

    fileprivate func ended(
        _ exchange: IntrospectionExchange, _ outcome: IntrospectionOutcome, at time: Timestamp, _ place: AnswerPlace
    ) {
        self.idle.append(exchange)
        guard case .active(let token) = outcome else { return }
        self.memory.keep(token, of: self.upstream.name, at: place, askedAt: time, self.limits)
    }
}

/// One question on its way to an upstream.
private final class IntrospectionExchange: UpstreamExchange {
    private var introspector: UpstreamIntrospector?
    private var waiter: (any IntrospectionWaiter)?
    private var ticket = 0
    private var receivedAt = Timestamp(milliseconds: 0)
    private var place = AnswerPlace.nowhere
    private var outcome = IntrospectionOutcome.unavailable(retryAfterSeconds: 1)

    func begin(
        by introspector: UpstreamIntrospector, at time: Timestamp, _ place: AnswerPlace,
        for waiter: any IntrospectionWaiter, ticket: Int
    ) {
        self.introspector = introspector
        self.receivedAt = time
        self.place = place
        self.waiter = waiter
        self.ticket = ticket
    }

    override func judge(
        _ reply: UpstreamReply, _ body: Span<UInt8>
    ) -> (UpstreamFailure?, ConnectionPool.Standing) {
        guard let introspector = self.introspector else {
            preconditionFailure("a reply to an exchange that has ended")
        }
        let (outcome, trouble) = introspector.judge(reply, body, to: self, at: self.receivedAt)
        self.outcome = outcome
        guard let trouble else { return (nil, .sound) }
        return (UpstreamFailure(trouble.event), trouble.standing)
    }

    override func opensLater(_ reply: UpstreamReply) -> Bool { self.introspector?.opensLater(reply) ?? false }

    override func read(_ reply: UpstreamReply, _ body: [UInt8], then: @escaping (UpstreamFailure?) -> Void) {
        guard let introspector = self.introspector else {
            preconditionFailure("a reply to an exchange that has ended")
        }
        introspector.judge(reply, body, to: self, at: self.receivedAt) { outcome, failure in
            self.outcome = outcome
            then(failure)
        }
    }

    override func ended(_ failure: PoolFailure?, _ report: UpstreamReport) {
        guard let waiter = self.waiter, let introspector = self.introspector else {
            preconditionFailure("an exchange ends once: whoever carries it forgets it then")
        }
        let outcome = failure.map { .unavailable(retryAfterSeconds: $0.retryAfterSeconds) } ?? self.outcome
        let ticket = self.ticket
        self.waiter = nil
        self.introspector = nil
        self.outcome = .unavailable(retryAfterSeconds: 1)
        introspector.ended(self, outcome, at: self.receivedAt, self.place)
        waiter.asked(report, ticket: ticket)
        waiter.introspected(outcome, ticket: ticket)
    }
}

extension ActiveToken {
    /// Milliseconds since the epoch; nil where none was told, or it is further away than time is counted.
    var expiry: Timestamp? {
        guard let expiresAt else { return nil }
        let (milliseconds, overflows) = expiresAt.multipliedReportingOverflow(by: 1_000)
        if overflows { return expiresAt < 0 ? Timestamp(milliseconds: .min) : nil }
        return Timestamp(milliseconds: milliseconds)
    }

    /// Whether it has not expired.
    func lives(at time: Timestamp) -> Bool { self.expiry.map { time < $0 } ?? true }
}
