/// Appends the framing of chunked content (RFC 9112 § 7.1); the data itself is written by the caller.
package enum ChunkEncoder {
    /// What stands before the data of a chunk; `size` is above 0, since a chunk of 0 ends the content.
    package static func appendHead(size: Int, to output: inout [UInt8]) {
        precondition(size > 0, "a chunk of no bytes would end the content")
        output.appendHexadecimal(size)
        output.append("\r\n")
    }

    /// What stands after the data of a chunk.
    package static func appendTail(to output: inout [UInt8]) {
        output.append("\r\n")
    }

    /// The last chunk and the empty trailer section.
    package static func appendEnd(to output: inout [UInt8]) {
        output.append("0\r\n\r\n")
    }
}
