import HTTP1

/// The bytes of one response, in an array that is kept from exchange to exchange.
package struct ResponseWire: ~Copyable {
    package private(set) var bytes: [UInt8] = []
    /// Whether the response says `Connection: close`.
    package private(set) var closes = false
    private var date: [UInt8] = []

    package init() {
        self.bytes.reserveCapacity(1024)
    }

    /// Begins a response.
    package mutating func begin(closes: Bool, date: DateField) {
        self.bytes.removeAll(keepingCapacity: true)
        self.closes = closes
        self.date = date.bytes
    }

    mutating func append(_ sealed: SealedReply, body: Span<UInt8>) {
        let rendered = sealed.rendered
        self.startHead(rendered.status, rendered.context.requestID)
        self.field("Content-Type", sealed.contentType)
        self.outcome(rendered.decision)
        if let refusal = rendered.refusal { self.fields(of: refusal, rendered.context) }
        self.endHead(contentLength: body.count)
        self.bytes.reserveCapacity(self.bytes.count + body.count)
        for index in body.indices { self.bytes.append(body[index]) }
    }

    /// A response to bytes that are no request: no route, so no dialect; no content.
    package mutating func append(status: Int, _ requestID: RequestID) {
        self.startHead(status, requestID)
        self.endHead(contentLength: 0)
    }

    private mutating func startHead(_ status: Int, _ requestID: RequestID) {
        ResponseEncoder.appendStatusLine(status, to: &self.bytes)
        self.text("Date: ")
        self.bytes.append(contentsOf: self.date)
        self.text("\r\nCache-Control: no-store\r\nX-Request-Id: ")
        requestID.append(to: &self.bytes)
        self.text("\r\n")
    }

    private mutating func endHead(contentLength: Int) {
        if self.closes { self.text("Connection: close\r\n") }
        ResponseEncoder.appendContentLength(contentLength, to: &self.bytes)
        self.text("\r\n")
    }

    /// Whether the token died by this call or an earlier one: what a body of fixed form cannot say.
    private mutating func outcome(_ decision: DecidedRequest.Decision) {
        guard case .revoked(_, let revokedBy) = decision else { return }
        switch revokedBy {
        case .thisCall: self.field("Revgate-Outcome", "revoked")
        case .earlierCall: self.field("Revgate-Outcome", "already-revoked")
        case .nobody: self.field("Revgate-Outcome", "unknown")
        }
    }

    private mutating func fields(of refusal: Refusal, _ context: ReplyContext) {
        if let allow = refusal.allow { self.field("Allow", allow) }
        if let challenge = refusal.challenge { self.field("WWW-Authenticate", challenge) }
        if let seconds = refusal.retryAfterSeconds {
            self.text("Retry-After: ")
            ResponseEncoder.appendDecimal(seconds, to: &self.bytes)
            self.text("\r\n")
        }
    }

    private mutating func field(_ name: StaticString, _ value: StaticString) {
        self.text(name)
        self.text(": ")
        self.text(value)
        self.text("\r\n")
    }

    private mutating func text(_ text: StaticString) {
        text.withUTF8Buffer { self.bytes.append(contentsOf: $0) }
    }
}
