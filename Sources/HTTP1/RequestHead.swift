/// How the end of a request is found (RFC 9112 § 6.3).
package enum RequestFraming: Sendable, Equatable {
    /// Neither Content-Length nor Transfer-Encoding: no content.
    case none
    /// Content-Length; may be 0.
    case length(Int)
    /// `Transfer-Encoding: chunked`.
    case chunked
}

/// The head of a request as offsets from the first byte of its message; it holds none of its bytes.
///
/// The ranges index the span a decoder was shown for as long as nothing of the message was discarded, and they keep
/// their meaning until the first byte of the next message is decoded.
package struct RequestHead: Sendable {
    package internal(set) var method: Method = .get
    package internal(set) var methodRange: Range<Int> = 0..<0
    package internal(set) var target: RequestTarget
    package internal(set) var version: HTTPVersion = .http11
    package internal(set) var fields = FieldSection()
    package internal(set) var framing: RequestFraming = .none
    /// Whether another request may follow on this connection (RFC 9112 § 9.3), as far as the client is concerned.
    package internal(set) var keepsAlive = false
    /// The client waits for `100 Continue` before it sends its content (RFC 9110 § 10.1.1): 1.1, and content is framed.
    package internal(set) var expectsContinue = false
    /// The first byte after the empty line that ends the head.
    package internal(set) var end = 0

    init() { self.target = .unset }

    /// Whom the request is for: the authority of an absolute target, else Host, else nil (HTTP/1.0 only).
    package var authority: Range<Int>? { self.target.authority ?? self.fields.value(of: .host) }
}

extension RequestTarget {
    /// Stands in a head that no request line was parsed for.
    fileprivate static var unset: Self { Self() }

    private init() {
        self.form = .origin
        self.whole = 0..<0
        self.path = 0..<0
        self.authority = nil
    }
}
