/// Why the bytes of a server are no response that is understood. The connection cannot be used any more.
package enum ResponseRefusal: Error, Equatable, Sendable {
    /// Bytes arrived, and no response was expected.
    case unexpected
    /// The line breaks off or holds a control character; `tooLong` is `HTTP1Limits.maximumStartLineBytes`.
    case statusLine(LineFault)
    /// Not `HTTP-version SP status-code [ SP reason-phrase ]`.
    case statusLineMalformed
    /// Not `HTTP/` DIGIT `.` DIGIT in this letter case.
    case versionMalformed
    /// A well-formed version other than 1.0 and 1.1.
    case versionUnsupported
    /// A status that is not three digits from 100 to 599.
    case statusMalformed
    /// 101, although an upgrade is never asked for.
    case upgradeUnasked
    /// An interim response in HTTP/1.0 or with `Connection: close`: nothing could follow it.
    case interimEndsConnection
    /// More interim responses than `HTTP1Limits.maximumInterimResponses`.
    case tooManyInterimResponses
    case field(FieldFault)
    case framing(FramingFault)
    /// Transfer-Encoding or a Content-Length above 0 in a response that has no content by its status: 1xx, 204
    /// (RFC 9110 § 8.6, RFC 9112 § 6.1).
    case contentForbidden
    case chunk(ChunkFault)
    /// The server closed the connection inside the response.
    case truncated
}
