/// Why the bytes of a client are no request that is served here. The connection ends with the reply to it.
package enum RequestRefusal: Error, Equatable, Sendable {
    // The request line (RFC 9112 § 3)
    /// A second empty line before the request line; one is ignored (RFC 9112 § 2.2).
    case emptyRequestLine
    /// The line breaks off or holds a control character; `tooLong` is `HTTP1Limits.maximumStartLineBytes`.
    case requestLine(LineFault)
    /// Not three parts with one space between each, or a method that is no token.
    case requestLineMalformed
    /// A method and a target without a version: HTTP/0.9, or an unfinished line.
    case versionMissing
    /// Not `HTTP/` DIGIT `.` DIGIT in this letter case.
    case versionMalformed
    /// A well-formed version other than 1.0 and 1.1.
    case versionUnsupported
    /// A method that is not in `Method`.
    case methodUnknown
    /// CONNECT: no tunnels are opened.
    case methodConnect
    /// A tab, a byte from 0x80, or `#` in the target.
    case targetByte
    /// A target that has none of the accepted forms, or whose authority is invalid.
    case targetForm

    // The fields
    case field(FieldFault)
    case framing(FramingFault)
    /// No Host in HTTP/1.1 (RFC 9112 § 3.2).
    case hostMissing
    /// Several Host lines.
    case hostRepeated
    /// A Host that is not `uri-host [":" port]`.
    case hostMalformed
    /// An expectation other than `100-continue` (RFC 9110 § 10.1.1).
    case expectationUnknown

    // The content and what follows
    case chunk(ChunkFault)
    /// Bytes after a request that was the connection's last.
    case dataAfterLastRequest

    /// The status of the reply.
    package var status: Int {
        switch self {
        case .requestLine(.tooLong): 414
        case .expectationUnknown: 417
        case .field(.tooMany), .field(.line(.tooLong)), .chunk(.trailer(.tooMany)), .chunk(.trailer(.line(.tooLong))):
            431
        case .methodUnknown, .methodConnect, .framing(.transferCodingUnknown): 501
        case .versionUnsupported: 505
        case .emptyRequestLine, .requestLine, .requestLineMalformed, .versionMissing, .versionMalformed, .targetByte,
            .targetForm, .field, .framing, .hostMissing, .hostRepeated, .hostMalformed, .chunk, .dataAfterLastRequest:
            400
        }
    }
}
