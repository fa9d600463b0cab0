/// How the end of a response is found (RFC 9112 § 6.3).
package enum ResponseFraming: Sendable, Equatable {
    /// No content, whatever the fields say: to HEAD, 1xx, 204, 304.
    case none
    /// Content-Length; may be 0.
    case length(Int)
    /// `Transfer-Encoding: chunked`.
    case chunked
    /// Neither: the content ends where the connection does.
    case untilClose
}

/// The head of a response as offsets from the first byte of its message; it holds none of its bytes.
///
/// The ranges index the span a decoder was shown for as long as nothing of the message was discarded, and they keep
/// their meaning until the first byte of the next message is decoded.
package struct ResponseHead: Sendable {
    /// From 100 to 599.
    package internal(set) var status = 0
    /// What stands after the status; may be empty.
    package internal(set) var reason: Range<Int> = 0..<0
    package internal(set) var version: HTTPVersion = .http11
    package internal(set) var fields = FieldSection()
    package internal(set) var framing: ResponseFraming = .none
    /// Whether the connection can carry another exchange after this response (RFC 9112 § 9.3).
    package internal(set) var keepsAlive = false
    /// The first byte after the empty line that ends the head.
    package internal(set) var end = 0

    init() {}
}
