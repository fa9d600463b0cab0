import HTTP1
import Testing

/// Framing, persistence and expectations (RFC 9112 § 6, § 7 and § 9; RFC 9110 § 10.1.1).
struct RequestBodyTests {
    func transcript(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) -> RequestTranscript {
        let whole = RequestTranscript(of: Array(text.utf8))
        for feeding in Feeding.all {
            #expect(RequestTranscript(of: Array(text.utf8), feeding: feeding) == whole, sourceLocation: sourceLocation)
        }
        return whole
    }

    @Test(arguments: [
        ("Content-Length: 5\r\n\r\nhello", RequestFraming.length(5)),
        ("content-length:\t005 \r\n\r\nhello", .length(5)),
        ("Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", .chunked),
        (
            "transfer-encoding:\tCHUNKED \r\n\r\n2\r\nhe\r\n03;a;b=c;d=\"e\\\"\t;f\"\r\nllo\r\n000\r\nX: y\r\n\r\n",
            .chunked
        ),
    ])
    func contentIsFramed(rest: String, framing: RequestFraming) {
        let transcript = self.transcript("POST / HTTP/1.1\r\nHost: a\r\n" + rest)
        #expect(transcript.refusal == nil)
        #expect(transcript.complete.map(\.body) == [Array("hello".utf8)])
        #expect(transcript.complete.map(\.framing) == [framing])
        #expect(transcript.isIdle)
    }

    @Test func requestWithoutFramingHasNoContent() {
        let transcript = self.transcript("POST / HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(transcript.complete.map(\.framing) == [.none])
    }

    @Test func requestsArePipelined() {
        let transcript = self.transcript(
            "POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\na\r\nPOST /2 HTTP/1.1\r\nHost: b\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n1\r\nb\r\n0\r\n\r\nGET /3 HTTP/1.1\r\nHost: c\r\n\r\nGET /4")
        #expect(transcript.complete.map(\.body) == [[0x61], [0x62], []])
        #expect(transcript.complete.map(\.authority) == [[0x61], [0x62], [0x63]])
        #expect(!transcript.isIdle)
    }

    @Test(arguments: [
        ("HTTP/1.1", "", true), ("HTTP/1.1", "close", false), ("HTTP/1.1", "Keep-Alive", true),
        ("HTTP/1.1", "keep-alive, CLOSE", false), ("HTTP/1.1", ", ,close ,", false), ("HTTP/1.1", "closed", true),
        ("HTTP/1.0", "", false), ("HTTP/1.0", "keep-alive", true), ("HTTP/1.0", "keep-alive, close", false),
        ("HTTP/1.1", "Upgrade, HTTP2-Settings", true),
    ])
    func connectionPersists(version: String, connection: String, persists: Bool) {
        let transcript = self.transcript("GET / \(version)\r\nHost: a\r\nConnection: \(connection)\r\n\r\n")
        #expect(transcript.complete.map(\.keepsAlive) == [persists])
    }

    @Test func closeInProxyConnectionCounts() {
        let transcript = self.transcript("GET / HTTP/1.1\r\nHost: a\r\nProxy-Connection: close\r\n\r\n")
        #expect(transcript.complete.map(\.keepsAlive) == [false])
    }

    @Test func offerOfAnUpgradeIsIgnored() {
        let transcript = self.transcript(
            "POST / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
                + "HTTP2-Settings: AAEAAEAA\r\nContent-Length: 2\r\n\r\nokGET / HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(transcript.complete.map(\.body) == [Array("ok".utf8), []])
    }

    @Test(arguments: [
        ("HTTP/1.1", "Transfer-Encoding: chunked", true), ("HTTP/1.1", "Content-Length: 1", true),
        ("HTTP/1.1", "Content-Length: 0", false), ("HTTP/1.1", "X: y", false), ("HTTP/1.0", "Content-Length: 1", false),
    ])
    func continueIsExpected(version: String, framing: String, expects: Bool) {
        let transcript = self.transcript("POST / \(version)\r\nHost: a\r\nExpect: 100-Continue\r\n\(framing)\r\n\r\n")
        #expect((transcript.partial ?? transcript.complete.first)?.expectsContinue == expects)
    }

    @Test func expectationDoesNotOutliveItsRequest() {
        let transcript = self.transcript(
            "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\na"
                + "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nb")
        #expect(transcript.complete.map(\.expectsContinue) == [true, false])
    }

    @Test func limitsAreReachedAndNotExceeded() {
        var limits = HTTP1Limits.defaults
        let head = "GET /12345 HTTP/1.1\r\nHost: a\r\nX: b\r\n\r\n"
        limits.maximumHeadBytes = head.utf8.count
        limits.maximumStartLineBytes = 21
        limits.maximumHeaderFields = 2
        #expect(RequestTranscript(of: Array(head.utf8), limits: limits).complete.count == 1)
        limits.maximumHeadBytes -= 1
        #expect(RequestTranscript(of: Array(head.utf8), limits: limits).refusal == .field(.line(.tooLong)))
        limits.maximumHeadBytes += 1
        limits.maximumStartLineBytes -= 1
        #expect(RequestTranscript(of: Array(head.utf8), limits: limits).refusal == .requestLine(.tooLong))
        limits.maximumStartLineBytes += 1
        limits.maximumHeaderFields -= 1
        #expect(RequestTranscript(of: Array(head.utf8), limits: limits).refusal == .field(.tooMany))
    }

    @Test func streamedContentNeedsNoBufferOfItsSize() {
        var decoder = RequestDecoder()
        let head = Array("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n".utf8)
        #expect(decoder.next(head) == .head)
        decoder.discarded(decoder.understood)
        let piece = [UInt8](repeating: 0x61, count: 1000)
        for _ in 0..<1000 {
            #expect(decoder.next(piece) == .body(0..<1000))
            decoder.discarded(decoder.understood)
        }
        #expect(decoder.next([]) == .end(consumed: 0))
    }
}
