import Dialects
import Pooling
import Primitives
import Revocation

/// Has an upstream carry calls out, in its own dialect. Belongs to one event loop.
///
/// Only what the upstream says explicitly, in a body that opens and is understood, is success or an unknown token; all
/// else is `unavailable`: a 503 costs the caller a repetition, a false success leaves a stolen token alive.
final class UpstreamRevoker: Revoker {
    /// A longer reply is not likely to come again.
    private static let maximumKnownReply = 256

    private let upstream: Upstream
    private let client: RevocationClient
    private let bodies: UpstreamBodies
    private let exchanger: any UpstreamExchanger
    let finder: any TokenFinder
    /// Calls whose other half is being looked for.
    var searching = TicketTable<(call: RevocationCall, waiter: any RevocationWaiter, ticket: Int)>()
    private var idle: [RevocationExchange] = []
    private let lastReply = SecretBuffer(capacity: 256)
    private var lastStatus = 0
    private var lastReading: ClientReading?

    /// - Parameter finder: knows the other half of subjects that the upstream cannot be asked about.
    init(
        _ upstream: Upstream, _ client: RevocationClient, bodies: UpstreamBodies.Travel,
        exchanger: any UpstreamExchanger, finder: any TokenFinder, threads: any CipherThreads
    ) {
        self.upstream = upstream
        self.client = client
        self.bodies = UpstreamBodies(of: upstream, bodies, threads: threads)
        self.exchanger = exchanger
        self.finder = finder
    }

    func revoke(_ call: RevocationCall, for waiter: any RevocationWaiter, ticket: Int) {
        guard self.expresses(call.subject.kind) else {
            return self.revokeOtherHalf(call, for: waiter, ticket: ticket)
        }
        self.send(call, for: waiter, ticket: ticket)
    }

    func expresses(_ kind: SubjectKind) -> Bool { self.client.expresses(kind) }

    /// - Parameter call: about a subject that the dialect expresses.
    func send(_ call: RevocationCall, for waiter: any RevocationWaiter, ticket: Int) {
        let exchange = self.idle.popLast() ?? RevocationExchange()
        if self.bodies.leavesLoop {
            return self.bodies.write(for: call.origin, of: call.consumer, into: exchange) {
                self.client.renderRequest(call, $0)
            } then: { failure in
                self.begin(exchange, failure, call, for: waiter, ticket: ticket)
            }
        }
        let failure = self.bodies.write(for: call.origin, into: exchange) { self.client.renderRequest(call, $0) }
        self.begin(exchange, failure, call, for: waiter, ticket: ticket)
    }

    /// - Parameter failure: why its body could not be sealed.
    private func begin(
        _ exchange: RevocationExchange, _ failure: UpstreamFailure?, _ call: RevocationCall,
        for waiter: any RevocationWaiter, ticket: Int
    ) {
        if let failure {
            self.idle.append(exchange)
            var report = UpstreamReport()
            report.failure = failure
            waiter.asked(report, ticket: ticket)
            return waiter.decided(
                .unavailable(retryAfterSeconds: failure.retryAfterSeconds), nil, ticket: ticket)
        }
        exchange.begin(by: self, call, for: waiter, ticket: ticket)
        exchange.narrowed = self.client.hintNarrows && call.hint != nil && !call.hintIsType ? call : nil
        self.exchanger.begin(exchange)
    }

    fileprivate func takeBack(_ exchange: RevocationExchange) {
        self.idle.append(exchange)
    }

    // MARK: The reply

    /// - Parameter receivedAt: when the call came, for replies that do not say when the token died.
    fileprivate func judge(
        _ reply: UpstreamReply, _ body: Span<UInt8>, to exchange: UpstreamExchange, receivedAt: Timestamp
    ) -> (RevocationOutcome, UpstreamTrouble?) {
        if let trouble = UpstreamTrouble(status: reply) { return self.unavailable(trouble) }
        return self.judge(reply, self.read(reply, body, to: exchange), receivedAt: receivedAt)
    }

    fileprivate func opensLater(_ reply: UpstreamReply) -> Bool {
        self.bodies.leavesLoop && UpstreamTrouble(status: reply) == nil
    }

    /// The same where another thread opens the body.
    fileprivate func judge(
        _ reply: UpstreamReply, _ body: [UInt8], to exchange: UpstreamExchange, receivedAt: Timestamp,
        then: @escaping (RevocationOutcome, UpstreamFailure?) -> Void
    ) {
        let (client, codes, status) = (self.client, self.upstream.codes, reply.status)
        func judged(_ reading: ClientReading) {
            let (outcome, trouble) = self.judge(reply, reading, receivedAt: receivedAt)
            if trouble == nil { self.exchanger.passed() }
            then(outcome, trouble.map { UpstreamFailure($0.event) })
        }
        if Self.isCut(reply, isEmpty: body.isEmpty) { return judged(.notUnderstood) }
        self.bodies.read(
            reply, body, to: exchange,
            isWellFormed: { Self.isUnderstood(client.readReply(status, $0, codes)) },
            { self.reading(of: $0, status: status) }
        ) { opened in
            switch opened {
            case .read(let reading): judged(reading)
            case .unopened: judged(Self.reading(ofUnopened: status))
            case .queueFull:
                let failure = UpstreamFailure.queueFull
                then(.unavailable(retryAfterSeconds: failure.retryAfterSeconds), failure)
            }
        }
    }

    private func judge(
        _ reply: UpstreamReply, _ reading: ClientReading, receivedAt: Timestamp
    ) -> (RevocationOutcome, UpstreamTrouble?) {
        switch reading {
        case .revoked(let at): return (.revoked(at: at ?? receivedAt), nil)
        case .alreadyRevoked(let at): return (.alreadyRevoked(at: at ?? receivedAt), nil)
        case .unknownToken: return (.unknown, nil)
        case .ownedByAnother: return (.ownedByAnother, nil)
        case .unsupportedToken: return (.unsupportedSubject, nil)
        case .credentialRefused: return self.unavailable(.credentialRefused(by: self.upstream))
        case .notUnderstood: return self.unavailable(.notUnderstood(reply))
        }
    }

    private func unavailable(_ trouble: UpstreamTrouble) -> (RevocationOutcome, UpstreamTrouble?) {
        self.exchanger.report(trouble.event)
        return (.unavailable(retryAfterSeconds: trouble.retryAfterSeconds), trouble)
    }

    private func read(_ reply: UpstreamReply, _ body: Span<UInt8>, to exchange: UpstreamExchange) -> ClientReading {
        let status = reply.status
        if Self.isCut(reply, isEmpty: body.isEmpty) { return .notUnderstood }
        let reading = self.bodies.read(
            reply, body, to: exchange, isWellFormed: { self.isWellFormed($0, status: status) }
        ) {
            self.reading(of: $0, status: status)
        }
        return reading ?? Self.reading(ofUnopened: status)
    }

    /// Where nothing is a word of success, nothing more may be left of a reply that broke off.
    private static func isCut(_ reply: UpstreamReply, isEmpty: Bool) -> Bool { reply.endsWithConnection && isEmpty }

    private static func reading(ofUnopened status: Int) -> ClientReading {
        status == 401 || status == 403 ? .credentialRefused : .notUnderstood
    }

    /// What a clear reply says. Services say success in the same bytes each time, and the same bytes say the same: the
    /// last ones are compared before they are read. Measured: 0.02 instead of 0.5 us.
    private func reading(of text: Span<UInt8>, status: Int) -> ClientReading {
        let known = self.lastReply
        if status == self.lastStatus, let reading = self.lastReading, constantTimeEquals(known.bytes, text) {
            return reading
        }
        let reading = self.client.readReply(status, text, self.upstream.codes)
        if case .revoked = reading, text.count <= Self.maximumKnownReply {
            known.wipe()
            known.append(text)
            self.lastStatus = status
            self.lastReading = reading
        }
        return reading
    }

    /// Without integrity a wrong key may decipher to something: only what the dialect understands counts as opened.
    private func isWellFormed(_ candidate: Span<UInt8>, status: Int) -> Bool {
        Self.isUnderstood(self.client.readReply(status, candidate, self.upstream.codes))
    }

    private static func isUnderstood(_ reading: ClientReading) -> Bool {
        switch reading {
        case .notUnderstood: false
        case .credentialRefused: false
        case .revoked, .alreadyRevoked, .unknownToken, .ownedByAnother, .unsupportedToken: true
        }
    }
}

/// One call on its way to an upstream.
private final class RevocationExchange: UpstreamExchange {
    private var revoker: UpstreamRevoker?
    private var waiter: (any RevocationWaiter)?
    private var ticket = 0
    private var receivedAt = Timestamp(milliseconds: 0)
    private var outcome = RevocationOutcome.unavailable(retryAfterSeconds: 1)
    /// The call, where the upstream looks among tokens of one type only, which was a guess.
    var narrowed: RevocationCall?

    func begin(by revoker: UpstreamRevoker, _ call: RevocationCall, for waiter: any RevocationWaiter, ticket: Int) {
        self.revoker = revoker
        self.receivedAt = call.receivedAt
        self.waiter = waiter
        self.ticket = ticket
    }

    override func judge(
        _ reply: UpstreamReply, _ body: Span<UInt8>
    ) -> (UpstreamFailure?, ConnectionPool.Standing) {
        guard let revoker = self.revoker else { preconditionFailure("a reply to an exchange that has ended") }
        let (outcome, trouble) = revoker.judge(reply, body, to: self, receivedAt: self.receivedAt)
        self.outcome = outcome
        guard let trouble else { return (nil, .sound) }
        return (UpstreamFailure(trouble.event), trouble.standing)
    }

    override func opensLater(_ reply: UpstreamReply) -> Bool { self.revoker?.opensLater(reply) ?? false }

    override func read(_ reply: UpstreamReply, _ body: [UInt8], then: @escaping (UpstreamFailure?) -> Void) {
        guard let revoker = self.revoker else { preconditionFailure("a reply to an exchange that has ended") }
        revoker.judge(reply, body, to: self, receivedAt: self.receivedAt) { outcome, failure in
            self.outcome = outcome
            then(failure)
        }
    }

    override func ended(_ failure: PoolFailure?, _ report: UpstreamReport) {
        guard let waiter = self.waiter, let revoker = self.revoker else {
            preconditionFailure("an exchange ends once: whoever carries it forgets it then")
        }
        let outcome = failure.map { .unavailable(retryAfterSeconds: $0.retryAfterSeconds) } ?? self.outcome
        let ticket = self.ticket
        let narrowed = self.narrowed
        self.waiter = nil
        self.revoker = nil
        self.narrowed = nil
        self.outcome = .unavailable(retryAfterSeconds: 1)
        revoker.takeBack(self)
        if let narrowed, outcome == .unknown {
            return revoker.send(narrowed.about(narrowed.subject, hint: nil), for: waiter, ticket: ticket)
        }
        waiter.asked(report, ticket: ticket)
        waiter.decided(outcome, nil, ticket: ticket)
    }
}
