/// Appends the heads of requests in canonical form; always HTTP/1.1.
///
/// A head is `appendRequestLine`, `FieldEncoder.append` with Host first, and one of the `end` functions, which alone
/// write the fields that frame the message.
package enum RequestEncoder {
    /// The request line for a method that has a token of its own; for `other`, give the head it came with.
    package static func appendRequestLine(_ method: Method, target: Span<UInt8>, to output: inout [UInt8]) {
        guard let token = method.token else { preconditionFailure("a method without a token has a head it came with") }
        output.append(token)
        Self.appendTarget(target, to: &output)
    }

    /// The request line with the method of a request that is passed on; `head` was decoded from `input`.
    package static func appendRequestLine(
        methodOf head: RequestHead, in input: Span<UInt8>, target: Span<UInt8>, to output: inout [UInt8]
    ) {
        output.append(input.extracting(head.methodRange))
        Self.appendTarget(target, to: &output)
    }

    /// The request line with the method token of a request that was decoded and is passed on.
    package static func appendRequestLine(
        methodToken: Span<UInt8>, target: Span<UInt8>, to output: inout [UInt8]
    ) {
        output.append(methodToken)
        Self.appendTarget(target, to: &output)
    }

    /// Ends a head whose content has this length.
    package static func end(contentLength: Int, to output: inout [UInt8]) {
        output.append("Content-Length: ")
        output.appendDecimal(contentLength)
        output.append("\r\n\r\n")
    }

    /// Ends a head whose content is written with `ChunkEncoder`.
    package static func endChunked(to output: inout [UInt8]) {
        output.append("Transfer-Encoding: chunked\r\n\r\n")
    }

    /// Ends the head of a request that has no content, and whose method gives content no meaning (GET, HEAD, …).
    package static func endWithoutContent(to output: inout [UInt8]) {
        output.append("\r\n")
    }

    /// Writes the target and the version. A target can neither end the line nor split it: bytes that no target holds
    /// are percent-encoded, and one that is not `*` begins with a slash.
    private static func appendTarget(_ target: Span<UInt8>, to output: inout [UInt8]) {
        output.append(ASCII.space)
        let isAsterisk = target.count == 1 && target[0] == ASCII.asterisk
        if !isAsterisk, target.isEmpty || target[0] != ASCII.slash { output.append(ASCII.slash) }
        var start = 0
        while start < target.count {
            let end = target.endOfTarget(in: start..<target.count)
            output.append(target.extracting(start..<end))
            if end < target.count {
                output.append(target[end] < 0x10 ? "%0" : "%")
                output.appendHexadecimal(Int(target[end]))
            }
            start = end &+ 1
        }
        output.append(" HTTP/1.1\r\n")
    }
}
