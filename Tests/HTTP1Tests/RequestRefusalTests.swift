import HTTP1
import Testing

/// Every refusal by its name.
struct RequestRefusalTests {
    static let host = "Host: a\r\n"

    /// Bytes and what they are refused for.
    struct Case: CustomTestStringConvertible {
        let bytes: [UInt8]
        let refusal: RequestRefusal
        let status: Int

        init(_ text: String, _ refusal: RequestRefusal, _ status: Int = 400) {
            self.bytes = Array(text.utf8)
            self.refusal = refusal
            self.status = status
        }

        var testDescription: String {
            "\(self.refusal) for \(String(decoding: self.bytes, as: UTF8.self).debugDescription)"
        }
    }

    @Test(arguments: [
        Case("\r\n\r\nGET / HTTP/1.1\r\n", .emptyRequestLine),
        Case("GET / HTTP/1.1\n", .requestLine(.bareLineFeed)),
        Case("\nGET / HTTP/1.1\r\n", .requestLine(.bareLineFeed)),
        Case("GET / HTTP/1.1\rHost: a\r\n", .requestLine(.bareCarriageReturn)),
        Case("GET /\0 HTTP/1.1\r\n", .requestLine(.control)),
        Case("\u{16}\u{3}\u{1}", .requestLine(.control)),
        Case("GET /\(String(repeating: "a", count: 9000))", .requestLine(.tooLong), 414),
        Case("GET  / HTTP/1.1\r\n", .requestLineMalformed),
        Case(" GET / HTTP/1.1\r\n", .requestLineMalformed),
        Case("GET\t/ HTTP/1.1\r\n", .requestLineMalformed),
        Case("GET\r\n", .requestLineMalformed),
        Case("GET \r\n", .requestLineMalformed),
        Case("G(T / HTTP/1.1\r\n", .requestLineMalformed),
        Case("GET /\r\n", .versionMissing),
        Case("GET / http/1.1\r\n", .versionMalformed),
        Case("GET / HTTP/1.1 \r\n", .versionMalformed),
        Case("GET /  HTTP/1.1\r\n", .versionMalformed),
        Case("GET /foo bar HTTP/1.1\r\n", .versionMalformed),
        Case("GET / HTTP/1.\r\n", .versionMalformed),
        Case("GET / HTTP/11.1\r\n", .versionMalformed),
        Case("SOURCE / ICE/1.0\r\n", .versionMalformed),
        Case("OPTIONS / RTSP/1.0\r\n", .versionMalformed),
        Case("GET / HTTP/1.2\r\n", .versionUnsupported, 505),
        Case("GET / HTTP/0.9\r\n", .versionUnsupported, 505),
        Case("PRI * HTTP/2.0\r\n", .versionUnsupported, 505),
        Case("get / HTTP/1.1\r\n", .methodUnknown, 501),
        Case("MKCOLA / HTTP/1.1\r\n", .methodUnknown, 501),
        Case("UNSUBSCRIBED / HTTP/1.1\r\n", .methodUnknown, 501),
        Case("PRI * HTTP/1.1\r\n", .methodUnknown, 501),
        Case("CONNECT a:443 HTTP/1.1\r\n", .methodConnect, 501),
        Case("GET /a#b HTTP/1.1\r\n", .targetByte),
        Case("GET /\u{e9} HTTP/1.1\r\n", .targetByte),
        Case("GET /a\tb HTTP/1.1\r\n", .targetByte),
        Case("GET * HTTP/1.1\r\n", .targetForm),
        Case("OPTIONS *a HTTP/1.1\r\n", .targetForm),
        Case("GET a HTTP/1.1\r\n", .targetForm),
        Case("GET a:443 HTTP/1.1\r\n", .targetForm),
        Case("GET http:///p HTTP/1.1\r\n", .targetForm),
        Case("GET http:// HTTP/1.1\r\n", .targetForm),
        Case("GET ftp://a/p HTTP/1.1\r\n", .targetForm),
        Case("GET http://u@a/p HTTP/1.1\r\n", .targetForm),
        Case("GET http://a:b/p HTTP/1.1\r\n", .targetForm),
    ])
    func requestLineIsRefused(_ example: Case) { self.check(example) }

    @Test(arguments: [
        Case("Host: a\n", .field(.line(.bareLineFeed))),
        Case("Host: a\rX: b\r\n", .field(.line(.bareCarriageReturn))),
        Case("Host: a\r\r\n", .field(.line(.bareCarriageReturn))),
        Case("Host: a\r\n\rX", .field(.line(.bareCarriageReturn))),
        Case("X: a\0b\r\n", .field(.line(.control))),
        Case("X: a\u{7f}\r\n", .field(.line(.control))),
        Case("X: a\u{c}b\r\n", .field(.line(.control))),
        Case("Con\u{1}tent: a\r\n", .field(.line(.control))),
        Case("X: \(String(repeating: "a", count: 17000))", .field(.line(.tooLong)), 431),
        Case(" Host: a\r\n", .field(.leadingWhitespace)),
        Case("\tHost: a\r\n", .field(.leadingWhitespace)),
        Case("X: a\r\n b\r\n", .field(.foldedLine)),
        Case("X: a\r\n\t\r\n", .field(.foldedLine)),
        Case(": a\r\n", .field(.emptyName)),
        Case("Host : a\r\n", .field(.spaceBeforeColon)),
        Case("X-Own\t: a\r\n", .field(.spaceBeforeColon)),
        Case("Fo@: a\r\n", .field(.nameByte)),
        Case("Content Length: 1\r\n", .field(.nameByte)),
        Case("N\u{e4}me: 1\r\n", .field(.nameByte)),
        Case("Host\r\n", .field(.missingColon)),
        Case(String(repeating: "X: a\r\n", count: 101), .field(.tooMany), 431),
        Case("X: a\r\n\r\n", .hostMissing),
        Case("Host: a\r\nHost: a\r\n", .hostRepeated),
        Case("Host: a\r\nHOST: b\r\n", .hostRepeated),
        Case("Expect: 200-ok\r\n", .expectationUnknown, 417),
        Case("Expect: 100-continue, 100-continue\r\n", .expectationUnknown, 417),
        Case("Expect:\r\n", .expectationUnknown, 417),
    ])
    func fieldIsRefused(_ example: Case) {
        self.check(
            Case(
                "POST / HTTP/1.1\r\n" + String(decoding: example.bytes, as: UTF8.self), example.refusal, example.status)
        )
    }

    @Test(arguments: [
        "a b", "a/b", "a@b", "a?b", "a,b c", "\"a\"", ":80", "a:b", "a:123456", "a:1:2", "[", "[]", "[::1", "[::1]x",
        "[::1]:x",
        "[g::]", "%4", "%zz", "\u{e9}", "<a>",
    ])
    func hostIsRefused(host: String) {
        self.check(Case("GET / HTTP/1.1\r\nHost: \(host)\r\n", .hostMalformed))
    }

    @Test(arguments: [
        Case("Content-Length: 1\r\nContent-Length: 1\r\n", .framing(.contentLengthRepeated)),
        Case("Content-Length: 1\r\ncontent-length: 2\r\n", .framing(.contentLengthRepeated)),
        Case("Content-Length:\r\n", .framing(.contentLengthMalformed)),
        Case("Content-Length: +1\r\n", .framing(.contentLengthMalformed)),
        Case("Content-Length: -1\r\n", .framing(.contentLengthMalformed)),
        Case("Content-Length: 1, 1\r\n", .framing(.contentLengthMalformed)),
        Case("Content-Length: 4 2\r\n", .framing(.contentLengthMalformed)),
        Case("Content-Length: 0x1\r\n", .framing(.contentLengthMalformed)),
        Case("Content-Length: 1.0\r\n", .framing(.contentLengthMalformed)),
        Case("Content-Length: 9223372036854775808\r\n", .framing(.contentLengthOverflow)),
        Case("Content-Length: 18446744073709551617\r\n", .framing(.contentLengthOverflow)),
        Case("Content-Length: 1\r\nTransfer-Encoding: chunked\r\n", .framing(.contentLengthWithTransferEncoding)),
        Case("Transfer-Encoding: chunked\r\nContent-Length: 1\r\n", .framing(.contentLengthWithTransferEncoding)),
        Case("Transfer-Encoding:\r\n", .framing(.transferEncodingMalformed)),
        Case("Transfer-Encoding: chunked,\r\n", .framing(.transferEncodingMalformed)),
        Case("Transfer-Encoding: ,chunked\r\n", .framing(.transferEncodingMalformed)),
        Case("Transfer-Encoding: gzip, chunked\r\n", .framing(.transferCodingUnknown), 501),
        Case("Transfer-Encoding: identity\r\n", .framing(.transferCodingUnknown), 501),
        Case("Transfer-Encoding: xchunked\r\n", .framing(.transferCodingUnknown), 501),
        Case("Transfer-Encoding: chunked;q=1\r\n", .framing(.transferCodingUnknown), 501),
        Case("Transfer-Encoding: \u{b}chunked\r\n", .field(.line(.control))),
        Case("Transfer-Encoding: \"chunked\"\r\n", .framing(.transferCodingUnknown), 501),
        Case("Transfer-Encoding: chunked, gzip\r\n", .framing(.chunkedNotLast)),
        Case("Transfer-Encoding: chunked\r\nTransfer-Encoding: gzip\r\n", .framing(.chunkedNotLast)),
        Case("Transfer-Encoding: chunked, chunked\r\n", .framing(.chunkedRepeated)),
        Case("Transfer-Encoding: chunked\r\nTransfer-Encoding: Chunked\r\n", .framing(.chunkedRepeated)),
        Case("Content-Length: 1\t\r\n", .framing(.tab)),
        Case("Transfer-Encoding: chunked \t \r\n", .framing(.tab)),
        Case("Connection: keep-alive\t, x\r\n", .framing(.tab)),
        Case("Connection: close keep-alive\r\n", .framing(.connectionOptionMalformed)),
        Case("Connection: \"close\"\r\n", .framing(.connectionOptionMalformed)),
    ])
    func framingIsRefused(_ example: Case) {
        let fields = String(decoding: example.bytes, as: UTF8.self)
        self.check(Case("POST / HTTP/1.1\r\nHost: a\r\n" + fields, example.refusal, example.status))
    }

    @Test func transferEncodingInHTTP10IsRefused() {
        self.check(
            Case("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n", .framing(.transferEncodingInHTTP10)))
    }

    @Test(arguments: [
        Case("3\n", .chunk(.line(.bareLineFeed))),
        Case("3\r;a\r\n", .chunk(.line(.bareCarriageReturn))),
        Case("3;a\u{1}\r\n", .chunk(.line(.control))),
        Case("3;\(String(repeating: "a", count: 300))", .chunk(.line(.tooLong))),
        Case("\r\n", .chunk(.sizeMalformed)),
        Case("g\r\n", .chunk(.sizeMalformed)),
        Case("-1\r\n", .chunk(.sizeMalformed)),
        Case("+1\r\n", .chunk(.sizeMalformed)),
        Case("0x1\r\n", .chunk(.sizeMalformed)),
        Case(" 1\r\n", .chunk(.sizeMalformed)),
        Case("1 \r\n", .chunk(.sizeMalformed)),
        Case("1 ;a\r\n", .chunk(.sizeMalformed)),
        Case("1000000000000000\r\n", .chunk(.sizeTooLong)),
        Case("0000000000000001\r\n", .chunk(.sizeTooLong)),
        Case("1;\r\n", .chunk(.extensionMalformed)),
        Case("1; a\r\n", .chunk(.extensionMalformed)),
        Case("1;a \r\n", .chunk(.extensionMalformed)),
        Case("1;a=\r\n", .chunk(.extensionMalformed)),
        Case("1;=b\r\n", .chunk(.extensionMalformed)),
        Case("1;a;;b\r\n", .chunk(.extensionMalformed)),
        Case("1;a=\"b\r\n", .chunk(.extensionMalformed)),
        Case("1;a=\"b\\\r\n", .chunk(.extensionMalformed)),
        Case("1;a=\"b\"c\r\n", .chunk(.extensionMalformed)),
        Case("1;a=b=c\r\n", .chunk(.extensionMalformed)),
        Case(
            String(repeating: "1;a=\(String(repeating: "b", count: 240))\r\nx\r\n", count: 20),
            .chunk(.extensionsTooLarge)),
        Case("1\r\nab", .chunk(.dataUnterminated)),
        Case("1\r\na\n", .chunk(.dataUnterminated)),
        Case("1\r\na\rb", .chunk(.dataUnterminated)),
        Case("0\r\nX: a\n", .chunk(.trailer(.line(.bareLineFeed)))),
        Case("0\r\nX\r\n", .chunk(.trailer(.missingColon))),
        Case("0\r\n X: a\r\n", .chunk(.trailer(.foldedLine))),
        Case("0\r\n" + String(repeating: "X: a\r\n", count: 101), .chunk(.trailer(.tooMany)), 431),
        Case("0\r\nX: \(String(repeating: "a", count: 5000))", .chunk(.trailer(.line(.tooLong))), 431),
        Case("0\r\nContent-Length: 1\r\n", .chunk(.trailerForbidden)),
        Case("0\r\nTransfer-Encoding: chunked\r\n", .chunk(.trailerForbidden)),
        Case("0\r\nX-API-KEY: a\r\n", .chunk(.trailerForbidden)),
        Case("0\r\nConnection: close\r\n", .chunk(.trailerForbidden)),
    ])
    func chunksAreRefused(_ example: Case) {
        let chunks = String(decoding: example.bytes, as: UTF8.self)
        let head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        self.check(Case(head + chunks, example.refusal, example.status))
    }

    @Test(arguments: ["GET / HTTP/1.0\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"])
    func dataAfterTheLastRequestIsRefused(request: String) {
        self.check(Case(request + "G", .dataAfterLastRequest))
    }

    /// Refused for that reason at the last byte and not before, however it is fed.
    private func check(_ example: Case, sourceLocation: SourceLocation = #_sourceLocation) {
        for feeding in Feeding.all {
            let transcript = RequestTranscript(of: example.bytes, feeding: feeding)
            #expect(transcript.refusal == example.refusal, "\(feeding)", sourceLocation: sourceLocation)
        }
        #expect(example.refusal.status == example.status, sourceLocation: sourceLocation)
    }
}
