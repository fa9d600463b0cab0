import Dialects
import Envelopes
import Pooling
import Primitives
import Revocation

/// Has an upstream carry calls out, in its own dialect. Belongs to one event loop.
///
/// Only what the upstream says explicitly, in a body that opens and is understood, is success or an unknown token; all
/// else is `unavailable`: a 503 costs the caller a repetition, a false success leaves a stolen token alive.
final class UpstreamRevoker: Revoker {
    /// Longest wait that an upstream's `Retry-After` imposes on callers, in seconds.
    private static let maximumRetryAfter = 300
    /// A longer reply is not likely to come again.
    private static let maximumKnownReply = 256
    /// What callers wait where only an operator can help.
    private static let operatorDelay = 30

    private let upstream: Upstream
    private let dialect: ClientDialect
    private let bodies: Bodies
    private let exchanger: any UpstreamExchanger
    let finder: any TokenFinder
    /// Calls whose other half is being looked for.
    var searching = TicketTable<(call: RevocationCall, waiter: any RevocationWaiter, ticket: Int)>()
    private let plaintext = SecretBuffer(capacity: 4096)
    private var sealed: [UInt8] = []
    private var idle: [UpstreamExchange] = []
    private let lastReply = SecretBuffer(capacity: 256)
    private var lastStatus = 0
    private var lastReading: ClientReading?

    /// How bodies travel.
    enum Bodies {
        case clear
        case sealed(BodyCipher)
        /// The configuration asks for a cipher that cannot be set up: nothing is sent, least of all in the clear.
        case unsealable
    }

    /// - Parameter finder: knows the other half of subjects that the upstream cannot be asked about.
    init(
        _ upstream: Upstream, _ dialect: ClientDialect, bodies: Bodies, exchanger: any UpstreamExchanger,
        finder: any TokenFinder
    ) {
        self.upstream = upstream
        self.dialect = dialect
        self.bodies = bodies
        self.exchanger = exchanger
        self.finder = finder
    }

    func revoke(_ call: RevocationCall, for waiter: any RevocationWaiter, ticket: Int) {
        guard self.expresses(call.subject.kind) else {
            return self.revokeOtherHalf(call, for: waiter, ticket: ticket)
        }
        self.send(call, for: waiter, ticket: ticket)
    }

    func expresses(_ kind: SubjectKind) -> Bool { self.dialect.expresses(kind) }

    /// - Parameter call: about a subject that the dialect expresses.
    func send(_ call: RevocationCall, for waiter: any RevocationWaiter, ticket: Int) {
        let exchange = self.idle.popLast() ?? UpstreamExchange()
        guard self.write(call, into: &exchange.request) else {
            self.idle.append(exchange)
            var report = UpstreamReport()
            report.failure = .unsealable
            waiter.asked(report, ticket: ticket)
            return waiter.decided(.unavailable(retryAfterSeconds: Self.operatorDelay), nil, ticket: ticket)
        }
        exchange.revoker = self
        exchange.waiter = waiter
        exchange.waiterTicket = ticket
        exchange.receivedAt = call.receivedAt
        self.exchanger.begin(exchange)
    }

    func takeBack(_ exchange: UpstreamExchange) {
        self.idle.append(exchange)
    }

    // MARK: The request

    /// Whether it could be sealed.
    private func write(_ call: RevocationCall, into request: inout [UInt8]) -> Bool {
        defer { self.plaintext.wipe() }
        self.dialect.renderRequest(call, self.plaintext)
        let plaintext = self.plaintext
        let body = plaintext.bytes
        let cipher: BodyCipher
        switch self.bodies {
        case .clear:
            self.upstream.appendHead(of: call.origin, contentLength: body.count, to: &request)
            body.withUnsafeBytes { request.append(contentsOf: $0) }
            return true
        case .sealed(let ready): cipher = ready
        case .unsealable: return false
        }
        self.sealed.removeAll(keepingCapacity: true)
        guard let active = cipher.activeVersion,
            (try? cipher.seal(body, with: active, into: &self.sealed)) != nil
        else { return false }
        self.upstream.appendHead(of: call.origin, contentLength: self.sealed.count, to: &request)
        request.append(contentsOf: self.sealed)
        return true
    }

    // MARK: The reply

    func judge(
        _ reply: UpstreamReply, _ body: Span<UInt8>, _ exchange: UpstreamExchange
    ) -> (RevocationOutcome, ConnectionPool.Standing) {
        let retryAfter = min(max(reply.retryAfter ?? 1, 1), Self.maximumRetryAfter)
        if reply.status >= 500 {
            self.report(.serverError(status: reply.status), of: exchange)
            return (.unavailable(retryAfterSeconds: retryAfter), .failing)
        }
        if reply.status == 429 {
            self.report(.limited, of: exchange)
            return (.unavailable(retryAfterSeconds: retryAfter), .sound)
        }
        switch self.read(reply, body) {
        case .revoked(let at): return (.revoked(at: at ?? exchange.receivedAt), .sound)
        case .alreadyRevoked(let at): return (.alreadyRevoked(at: at ?? exchange.receivedAt), .sound)
        case .unknownToken: return (.unknown, .sound)
        case .ownedByAnother: return (.ownedByAnother, .sound)
        case .unsupportedToken: return (.unsupportedSubject, .sound)
        case .credentialRefused:
            self.report(.credentialRefused, of: exchange)
            // Another access token is on its way.
            let isRenewed = self.upstream.clientCredentials != nil
            return (.unavailable(retryAfterSeconds: isRenewed ? 1 : Self.operatorDelay), .sound)
        case .notUnderstood:
            self.report(.notUnderstood(status: reply.status), of: exchange)
            return (.unavailable(retryAfterSeconds: 1), .failing)
        }
    }

    private func report(_ event: UpstreamEvent, of exchange: UpstreamExchange) {
        exchange.report.failure = UpstreamFailure(event)
        self.exchanger.report(event)
    }

    private func read(_ reply: UpstreamReply, _ body: Span<UInt8>) -> ClientReading {
        let bare: ClientReading = reply.status == 401 || reply.status == 403 ? .credentialRefused : .notUnderstood
        guard !reply.isCoded else { return bare }
        let cipher: BodyCipher
        switch self.bodies {
        case .clear: return self.reading(of: body, status: reply.status)
        case .sealed(let ready): cipher = ready
        case .unsealable: return bare
        }
        defer { self.plaintext.wipe() }
        let opened = try? cipher.open(body, into: self.plaintext) { candidate in
            self.isWellFormed(candidate, status: reply.status)
        }
        guard opened != nil else { return bare }
        let plaintext = self.plaintext
        let text = plaintext.bytes
        return self.reading(of: text, status: reply.status)
    }

    /// What a clear reply says. Services say success in the same bytes each time, and the same bytes say the same: the
    /// last ones are compared before they are read. Measured: 0.02 instead of 0.5 us.
    private func reading(of text: Span<UInt8>, status: Int) -> ClientReading {
        let known = self.lastReply
        if status == self.lastStatus, let reading = self.lastReading, constantTimeEquals(known.bytes, text) {
            return reading
        }
        let reading = self.dialect.readReply(status, text, self.upstream.codes)
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
        switch self.dialect.readReply(status, candidate, self.upstream.codes) {
        case .notUnderstood: false
        case .credentialRefused: false
        case .revoked, .alreadyRevoked, .unknownToken, .ownedByAnother, .unsupportedToken: true
        }
    }
}
