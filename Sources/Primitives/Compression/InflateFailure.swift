/// Why compressed data did not inflate.
package enum InflateFailure: Error, Equatable, Sendable {
    /// It ends before its last block does.
    case truncated
    /// It is not a stream of RFC 1951.
    case malformed
    /// Bytes stand behind the last block.
    case trailingBytes
    /// It inflates to more bytes than the limit.
    case tooLong
}
