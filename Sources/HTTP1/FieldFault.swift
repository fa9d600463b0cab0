/// What can be wrong with a field line or a field section (RFC 9112 § 5), in heads and trailers alike.
package enum FieldFault: Error, Equatable, Sendable {
    /// The line breaks off or holds a control character; `tooLong` is `HTTP1Limits.maximumHeadBytes`, or
    /// `maximumTrailerBytes`, exceeded.
    case line(LineFault)
    /// White space between the start line and the first field (RFC 9112 § 2.2).
    case leadingWhitespace
    /// `obs-fold`: a line that continues the one before it (RFC 9112 § 5.2).
    case foldedLine
    /// A colon with no name before it.
    case emptyName
    /// White space between name and colon (RFC 9112 § 5.1).
    case spaceBeforeColon
    /// A byte in the name that is not of a token.
    case nameByte
    /// No colon on the line.
    case missingColon
    /// More lines than `HTTP1Limits.maximumHeaderFields`.
    case tooMany
}

/// What can be wrong with how a message says where it ends, and whether the connection goes on (RFC 9112 § 6 and § 9).
package enum FramingFault: Error, Equatable, Sendable {
    /// Two Content-Length lines, also with the same value.
    case contentLengthRepeated
    /// A Content-Length that is not digits only: empty, signed, a list, spaced.
    case contentLengthMalformed
    /// A Content-Length of more than `Int.max`.
    case contentLengthOverflow
    /// Both Content-Length and Transfer-Encoding (RFC 9112 § 6.3, item 3).
    case contentLengthWithTransferEncoding
    /// Transfer-Encoding in a message of HTTP/1.0 (RFC 9112 § 6.1).
    case transferEncodingInHTTP10
    /// An empty Transfer-Encoding, or an empty element in its list.
    case transferEncodingMalformed
    /// A transfer coding that is not `chunked`.
    case transferCodingUnknown
    /// A transfer coding after `chunked`.
    case chunkedNotLast
    /// `chunked` twice.
    case chunkedRepeated
    /// A tab inside or after the value of a field that bears on framing or persistence. It is of the grammar, but llhttp
    /// reads `chunked` HTAB as another coding and `keep-alive` HTAB as another option.
    case tab
    /// A connection option that is not a token.
    case connectionOptionMalformed
}
