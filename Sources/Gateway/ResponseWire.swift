import Dialects
import Envelopes
import HTTP1
package import Observability
package import Revocation

/// The bytes of one response, in an array that is kept from exchange to exchange.
package struct ResponseWire: ~Copyable {
    package private(set) var bytes: [UInt8] = []
    /// Whether the response says `Connection: close`.
    package private(set) var closes = false
    /// What the response says, for operators.
    package private(set) var status = 0
    package private(set) var outcome = ExchangeOutcome.refused
    package private(set) var refusal: RefusalKind?
    /// nil where the response is to no batch.
    package private(set) var batch: BatchFacts?
    /// Set where another thread seals the body first: then there are no bytes yet.
    private var awaited: AwaitedSeal?
    private var omitsContent = false
    private var date = DateField()

    package init() {
        self.bytes.reserveCapacity(1024)
    }

    /// Begins a response; one to HEAD has all of the head and no content (RFC 9110 § 9.3.2).
    package mutating func begin(closes: Bool, omitsContent: Bool = false, date: DateField) {
        self.bytes.removeAll(keepingCapacity: true)
        self.closes = closes
        self.batch = nil
        self.awaited = nil
        self.omitsContent = omitsContent
        self.date = date
    }

    /// Lets go of the memory that a large response needed.
    package mutating func shrink() {
        self.bytes = []
        self.bytes.reserveCapacity(1024)
    }

    package var isAwaited: Bool { self.awaited != nil }

    package mutating func takeAwaited() -> AwaitedSeal? {
        defer { self.awaited = nil }
        return self.awaited
    }

    mutating func await(_ seal: AwaitedSeal) {
        self.awaited = seal
    }

    mutating func append(_ sealed: SealedReply, body: Span<UInt8>) {
        let rendered = sealed.rendered
        self.startHead(rendered.status, rendered.context.requestID)
        self.outcome = rendered.decision.outcome
        self.refusal = rendered.refusal?.kind
        if case .batch(let batch) = rendered.decision { self.batch = batch.facts }
        if let contentType = sealed.contentType {
            FieldEncoder.append("Content-Type", contentType, to: &self.bytes)
        }
        self.append(sealed.fields)
        self.appendOutcome(rendered.decision)
        if let origin = rendered.context.allowedOrigin { self.append(allowedOrigin: origin) }
        if let refusal = rendered.refusal { self.appendFields(of: refusal) }
        ResponseEncoder.end(contentLength: body.count, closes: self.closes, to: &self.bytes)
        if self.omitsContent { return }
        body.withUnsafeBytes { self.bytes.append(contentsOf: $0) }
    }

    /// Header fields of an envelope.
    mutating func append(_ fields: EnvelopeFields) {
        guard !fields.isEmpty else { return }
        for field in fields.fields { field.append(to: &self.bytes) }
    }

    /// A response to a preflight request (Fetch § 3.2.2).
    mutating func append(preflight context: ReplyContext) {
        self.startHead(204, context.requestID)
        self.outcome = .preflight
        self.refusal = nil
        if let origin = context.allowedOrigin { self.append(allowedOrigin: origin) }
        FieldEncoder.append("Access-Control-Allow-Methods", "POST", to: &self.bytes)
        FieldEncoder.append(
            "Access-Control-Allow-Headers", "Authorization, Content-Type, X-API-KEY, X-Request-Id", to: &self.bytes)
        FieldEncoder.append("Access-Control-Max-Age", 600, to: &self.bytes)
        ResponseEncoder.endWithoutContent(closes: self.closes, to: &self.bytes)
    }

    /// A response with a JSON Web Key Set (RFC 7517 § 5), which is the same for everybody.
    mutating func append(document: [UInt8], _ context: ReplyContext) {
        // Without the `Cache-Control` of the gateway's other replies.
        self.startForwarded(200, hasDate: false, context.requestID)
        self.outcome = .published
        FieldEncoder.append("Content-Type", "application/jwk-set+json", to: &self.bytes)
        FieldEncoder.append("Cache-Control", "public, max-age=300", to: &self.bytes)
        ResponseEncoder.end(contentLength: document.count, closes: self.closes, to: &self.bytes)
        if !self.omitsContent { self.bytes.append(contentsOf: document) }
    }

    /// That a page of this origin may read the response, and which of its fields (Fetch § 3.2.3).
    private mutating func append(allowedOrigin origin: String) {
        FieldEncoder.append("Access-Control-Allow-Origin", Array(origin.utf8).span, to: &self.bytes)
        FieldEncoder.append(
            "Access-Control-Expose-Headers", "Retry-After, Revgate-Outcome, WWW-Authenticate, X-Request-Id",
            to: &self.bytes)
        FieldEncoder.append("Vary", "Origin", to: &self.bytes)
    }

    /// A response to bytes that are no request: no route, so no dialect; no content.
    package mutating func append(status: Int, _ requestID: RequestID) {
        self.startHead(status, requestID)
        self.outcome = .refused
        self.refusal = nil
        ResponseEncoder.end(contentLength: 0, closes: self.closes, to: &self.bytes)
    }

    private mutating func startHead(_ status: Int, _ requestID: RequestID) {
        self.status = status
        if status == 200, !self.date.successHead.isEmpty {
            self.bytes.append(contentsOf: self.date.successHead)
        } else {
            ResponseEncoder.appendStatusLine(status, to: &self.bytes)
            self.date.append(to: &self.bytes)
        }
        requestID.append(field: "X-Request-Id", to: &self.bytes)
    }

    // MARK: Replies that are passed on

    mutating func startForwarded(_ status: Int, hasDate: Bool, _ requestID: RequestID) {
        self.status = status
        self.outcome = .forwarded
        self.refusal = nil
        ResponseEncoder.appendStatusLine(status, to: &self.bytes)
        if !hasDate {
            let date = self.date
            FieldEncoder.append("Date", date.bytes.span, to: &self.bytes)
        }
        requestID.append(field: "X-Request-Id", to: &self.bytes)
    }

    mutating func append(_ line: FieldLine, of bytes: Span<UInt8>) {
        FieldEncoder.append(line, of: bytes, to: &self.bytes)
    }

    mutating func append(field name: StaticString, _ value: StaticString) {
        FieldEncoder.append(name, value, to: &self.bytes)
    }

    mutating func end(contentLength: Int) {
        ResponseEncoder.end(contentLength: contentLength, closes: self.closes, to: &self.bytes)
    }

    mutating func endChunked() {
        ResponseEncoder.endChunked(closes: self.closes, to: &self.bytes)
    }

    mutating func endWithoutContent() {
        ResponseEncoder.endWithoutContent(closes: self.closes, to: &self.bytes)
    }

    mutating func append(content: Span<UInt8>) {
        if self.omitsContent { return }
        content.withUnsafeBytes { self.bytes.append(contentsOf: $0) }
    }

    /// Whether the token died by this call or an earlier one: what a body of fixed form cannot say.
    private mutating func appendOutcome(_ decision: DecidedRequest.Decision) {
        guard case .revoked(let reply) = decision else { return }
        switch reply.state {
        case .revoked: FieldEncoder.append("Revgate-Outcome", "revoked", to: &self.bytes)
        case .alreadyRevoked: FieldEncoder.append("Revgate-Outcome", "already-revoked", to: &self.bytes)
        case .unknown: FieldEncoder.append("Revgate-Outcome", "unknown", to: &self.bytes)
        }
    }

    private mutating func appendFields(of refusal: Refusal) {
        if let allow = refusal.allow { FieldEncoder.append("Allow", allow, to: &self.bytes) }
        if let challenge = refusal.challenge { FieldEncoder.append("WWW-Authenticate", challenge, to: &self.bytes) }
        if let seconds = refusal.retryAfterSeconds { FieldEncoder.append("Retry-After", seconds, to: &self.bytes) }
    }
}
