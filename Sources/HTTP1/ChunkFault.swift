/// What can be wrong with chunked content (RFC 9112 § 7.1).
package enum ChunkFault: Error, Equatable, Sendable {
    /// The chunk line breaks off or holds a control character; `tooLong` is `HTTP1Limits.maximumChunkLineBytes`.
    case line(LineFault)
    /// No hexadecimal digit where a size must stand, or another byte after the digits than `;`.
    case sizeMalformed
    /// More digits than a size can need: above 15, leading zeros included.
    case sizeTooLong
    /// An extension that is not `;` token [ `=` ( token / quoted-string ) ], or a semicolon and nothing after it.
    /// The white space that RFC 9112 § 7.1.1 calls bad is refused.
    case extensionMalformed
    /// More extension bytes in the message than `HTTP1Limits.maximumChunkExtensionBytes`.
    case extensionsTooLarge
    /// The bytes after a chunk's data are not CRLF.
    case dataUnterminated
    /// A malformed trailer field.
    case trailer(FieldFault)
    /// A trailer field that would decide framing, routing or authentication (RFC 9110 § 6.5.1).
    case trailerForbidden
}
