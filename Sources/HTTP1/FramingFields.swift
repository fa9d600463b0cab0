/// What the fields that frame a message have said so far, judged line by line (RFC 9112 § 6.1, § 6.2 and § 9.3).
struct FramingFields: Sendable {
    /// From Content-Length.
    private(set) var contentLength: Int?
    /// Transfer-Encoding is present; then it is `chunked`, and nothing else.
    private(set) var isChunked = false
    /// `Connection: close`.
    private(set) var closes = false
    /// `Connection: keep-alive`, which only HTTP/1.0 needs.
    private(set) var keepsAlive = false

    /// Content-Length must be there once and be digits only. A list of equal values, which RFC 9112 § 6.3 lets a
    /// recipient take for one, is refused. Leading zeros are of the grammar (`1*DIGIT`) and accepted.
    mutating func contentLengthReceived(_ input: Span<UInt8>, in value: Range<Int>) throws(FramingFault) {
        guard self.contentLength == nil else { throw .contentLengthRepeated }
        guard !self.isChunked else { throw .contentLengthWithTransferEncoding }
        guard !value.isEmpty else { throw .contentLengthMalformed }
        var length = 0
        var overflows = false
        for index in value {
            guard input[index].isDigit else { throw .contentLengthMalformed }
            let (product, carry) = length.multipliedReportingOverflow(by: 10)
            let (sum, more) = product.addingReportingOverflow(Int(input[index] &- 0x30))
            overflows = overflows || carry || more
            length = sum
        }
        guard !overflows else { throw .contentLengthOverflow }
        self.contentLength = length
    }

    /// The only transfer coding that is understood is `chunked`, once, without parameters.
    mutating func transferEncodingReceived(
        _ input: Span<UInt8>, in value: Range<Int>, version: HTTPVersion
    ) throws(FramingFault) {
        guard version == .http11 else { throw .transferEncodingInHTTP10 }
        guard self.contentLength == nil else { throw .contentLengthWithTransferEncoding }
        var codings = ListElements(value)
        while let coding = codings.next(in: input) {
            guard !coding.isEmpty else { throw .transferEncodingMalformed }
            guard input.matches("chunked", in: coding) else {
                throw self.isChunked ? .chunkedNotLast : .transferCodingUnknown
            }
            guard !self.isChunked else { throw .chunkedRepeated }
            self.isChunked = true
        }
    }

    /// Proxy-Connection is no field of HTTP (RFC 9112 § C.2.2), yet some peers end the connection at its `close`, llhttp
    /// among them; so do we, and heed nothing else in it.
    mutating func proxyConnectionReceived(_ input: Span<UInt8>, in value: Range<Int>) {
        var options = ListElements(value)
        while let option = options.next(in: input) {
            if input.matches("close", in: option) { self.closes = true }
        }
    }

    /// Options other than `close` and `keep-alive` are left to whoever strips hop-by-hop fields. Clients that offer an
    /// upgrade to HTTP/2 (`Connection: Upgrade, HTTP2-Settings`) are served in HTTP/1.1 (RFC 9110 § 7.8).
    mutating func connectionReceived(_ input: Span<UInt8>, in value: Range<Int>) throws(FramingFault) {
        var options = ListElements(value)
        while let option = options.next(in: input) {
            guard input.holds(only: .token, in: option) else { throw .connectionOptionMalformed }
            if input.matches("close", in: option) { self.closes = true }
            if input.matches("keep-alive", in: option) { self.keepsAlive = true }
        }
    }

    /// Whether the connection outlives the message (RFC 9112 § 9.3); `close` wins over `keep-alive`.
    func persists(in version: HTTPVersion) -> Bool {
        !self.closes && (version == .http11 || self.keepsAlive)
    }
}
