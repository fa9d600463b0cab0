/// Appends the heads of responses in canonical form; always HTTP/1.1 (RFC 9112 § 2.3).
///
/// A head is `appendStatusLine`, any number of `FieldEncoder.append`, and one of the `end` functions, which alone write
/// the fields that frame the message. Nothing is allocated when `output` has the capacity.
package enum ResponseEncoder {
    /// The status line; `status` is from 100 to 599.
    package static func appendStatusLine(_ status: Int, to output: inout [UInt8]) {
        if let line = Self.statusLine(status) {
            output.append(line)
            return
        }
        precondition(status >= 100 && status < 600, "a status has three digits and a class")
        output.append("HTTP/1.1 ")
        output.appendDecimal(status)
        output.append(" \r\n")
    }

    /// Ends a head whose content has this length; `closes` adds `Connection: close`.
    ///
    /// Also for a reply to HEAD, with the length that GET would have. Not for 204 and 304: `endWithoutContent`.
    package static func end(contentLength: Int, closes: Bool, to output: inout [UInt8]) {
        output.append("Content-Length: ")
        output.appendDecimal(contentLength)
        output.append(closes ? "\r\nConnection: close\r\n\r\n" : "\r\n\r\n")
    }

    /// Ends a head whose content is written with `ChunkEncoder`.
    package static func endChunked(closes: Bool, to output: inout [UInt8]) {
        output.append("Transfer-Encoding: chunked\r\n")
        output.append(closes ? "Connection: close\r\n\r\n" : "\r\n")
    }

    /// Ends the head of a 204 or 304, in which nothing frames content.
    package static func endWithoutContent(closes: Bool, to output: inout [UInt8]) {
        output.append(closes ? "Connection: close\r\n\r\n" : "\r\n")
    }

    /// The whole interim response that `RequestHead.expectsContinue` waits for.
    package static func appendContinue(to output: inout [UInt8]) {
        output.append("HTTP/1.1 100 Continue\r\n\r\n")
    }

    private static func statusLine(_ status: Int) -> StaticString? {
        switch status {
        case 200: "HTTP/1.1 200 OK\r\n"
        case 201: "HTTP/1.1 201 Created\r\n"
        case 202: "HTTP/1.1 202 Accepted\r\n"
        case 204: "HTTP/1.1 204 No Content\r\n"
        case 304: "HTTP/1.1 304 Not Modified\r\n"
        case 400: "HTTP/1.1 400 Bad Request\r\n"
        case 401: "HTTP/1.1 401 Unauthorized\r\n"
        case 403: "HTTP/1.1 403 Forbidden\r\n"
        case 404: "HTTP/1.1 404 Not Found\r\n"
        case 405: "HTTP/1.1 405 Method Not Allowed\r\n"
        case 408: "HTTP/1.1 408 Request Timeout\r\n"
        case 413: "HTTP/1.1 413 Content Too Large\r\n"
        case 414: "HTTP/1.1 414 URI Too Long\r\n"
        case 415: "HTTP/1.1 415 Unsupported Media Type\r\n"
        case 417: "HTTP/1.1 417 Expectation Failed\r\n"
        case 421: "HTTP/1.1 421 Misdirected Request\r\n"
        case 429: "HTTP/1.1 429 Too Many Requests\r\n"
        case 431: "HTTP/1.1 431 Request Header Fields Too Large\r\n"
        case 500: "HTTP/1.1 500 Internal Server Error\r\n"
        case 501: "HTTP/1.1 501 Not Implemented\r\n"
        case 502: "HTTP/1.1 502 Bad Gateway\r\n"
        case 503: "HTTP/1.1 503 Service Unavailable\r\n"
        case 504: "HTTP/1.1 504 Gateway Timeout\r\n"
        case 505: "HTTP/1.1 505 HTTP Version Not Supported\r\n"
        default: nil
        }
    }
}

/// The start of a response head that is the same in many responses, encoded once.
package struct ResponseHeadTemplate: Sendable {
    private var bytes: [UInt8] = []

    package init(status: Int) {
        ResponseEncoder.appendStatusLine(status, to: &self.bytes)
    }

    /// Adds a field that never changes.
    package mutating func append(_ name: StaticString, _ value: StaticString) {
        FieldEncoder.append(name, value, to: &self.bytes)
    }

    /// Begins a head with it; more fields and one of the `end` functions of `ResponseEncoder` follow.
    package func append(to output: inout [UInt8]) {
        output.append(contentsOf: self.bytes)
    }
}
