import HTTP1
import Testing

/// Responses of upstreams (RFC 9112 § 4 and § 6.3).
struct ResponseDecoderTests {
    private static let again = "HTTP/1.1 200 OK\r\nDate: now\r\nContent-Length: 2\r\n\r\n"

    /// What follows a head that came before is read as if it were the first.
    @Test(arguments: [
        (again + "ok", Method.get, "ok"), (again.replacing("200", with: "201") + "ok", .get, "ok"),
        (again.replacing("Length: 2", with: "Length: 1") + "k", .get, "k"), (again, .head, ""),
        ("HTTP/1.1 103 Early Hints\r\n\r\n" + again + "ok", .get, "ok"),
        (again.replacing("Content-Length: 2", with: "Transfer-Encoding: chunked") + "1\r\nx\r\n0\r\n\r\n", .get, "x"),
    ])
    func aHeadThatComesAgainIsReadAsTheFirstTime(next: String, method: Method, body: String) {
        let transcript = self.transcript(Self.again + "ab" + next + Self.again + "cd", to: [.get, method, .get])
        #expect(transcript.refusal == nil)
        #expect(transcript.complete.map(\.body) == [Array("ab".utf8), Array(body.utf8), Array("cd".utf8)])
        let alone = self.transcript(next, to: [method])
        #expect(Array(transcript.complete[1...1]) == alone.complete)
    }

    @Test func aHeadThatIsRefusedLaterIsNotTakenForTheLast() {
        let transcript = self.transcript(
            Self.again + "ab" + Self.again.replacing("\r\n\r\n", with: "\r\nContent-Length: 2\r\n\r\n") + "cd",
            to: [.get, .get])
        #expect(transcript.complete.count == 1)
        #expect(transcript.refusal != nil)
    }

    func transcript(
        _ text: String, to methods: [Method] = [.get], sourceLocation: SourceLocation = #_sourceLocation
    ) -> ResponseTranscript {
        let whole = ResponseTranscript(of: Array(text.utf8), to: methods)
        for feeding in Feeding.all {
            let other = ResponseTranscript(of: Array(text.utf8), to: methods, feeding: feeding)
            #expect(other == whole, sourceLocation: sourceLocation)
        }
        return whole
    }

    @Test(arguments: [
        ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", Method.get, ResponseFraming.length(2), "ok", true),
        ("HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n", .get, .length(0), "", true),
        (
            "HTTP/1.1 200 \r\nTransfer-Encoding: chunked\r\n\r\n2;a=b\r\nok\r\n0\r\nX: y\r\n\r\n", .get, .chunked, "ok",
            true
        ),
        ("HTTP/1.1 200 OK\r\nX: y\r\n\r\nall the rest", .get, .untilClose, "all the rest", false),
        ("HTTP/1.0 200 OK\r\n\r\n", .get, .untilClose, "", false),
        ("HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\na", .get, .length(1), "a", false),
        ("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 1\r\n\r\na", .get, .length(1), "a", true),
        ("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\na", .get, .length(1), "a", false),
        ("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n", .head, .none, "", true),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", .head, .none, "", true),
        ("HTTP/1.1 204 No Content\r\n\r\n", .post, .none, "", true),
        ("HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n", .post, .none, "", true),
        ("HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", .get, .none, "", true),
    ])
    func responseIsFramed(text: String, method: Method, framing: ResponseFraming, body: String, keepsAlive: Bool) {
        let transcript = self.transcript(text, to: [method])
        #expect(transcript.refusal == nil)
        #expect(transcript.complete.map(\.framing) == [framing])
        #expect(transcript.complete.map(\.body) == [Array(body.utf8)])
        #expect(transcript.complete.map(\.keepsAlive) == [keepsAlive])
    }

    @Test func interimResponsesComeBeforeTheFinalOne() {
        let transcript = self.transcript(
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
                + "HTTP/1.1 201 Created\r\nContent-Length: 1\r\n\r\naHTTP/1.1 404 Not Found\r\nContent-Length: 1\r\n\r\nb",
            to: [.post, .get])
        #expect(transcript.interim == [100, 103])
        #expect(transcript.complete.map(\.status) == [201, 404])
        #expect(transcript.complete.map(\.reason) == [Array("Created".utf8), Array("Not Found".utf8)])
        #expect(transcript.complete.first?.fields.count == 1)
    }

    @Test(arguments: [
        ("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nH", ResponseRefusal.unexpected),
        ("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\nH", .unexpected),
        ("HTTP/1.1 200 OK\n", .statusLine(.bareLineFeed)),
        ("HTTP/1.1 200 O\u{1}K\r\n", .statusLine(.control)),
        ("\r\nHTTP/1.1 200 OK\r\n", .statusLineMalformed),
        ("HTTP/1.1 20\r\n", .statusLineMalformed),
        ("HTTP/1.1  200 OK\r\n", .statusMalformed),
        ("HTTP/1.1 200OK\r\n", .statusLineMalformed),
        ("HTTP/1.1\t200 OK\r\n", .statusLineMalformed),
        ("http/1.1 200 OK\r\n", .versionMalformed),
        ("HTTPS/1.1 200 OK\r\n", .versionMalformed),
        ("HTTP/2.0 200 OK\r\n", .versionUnsupported),
        ("HTTP/1.1 099 OK\r\n", .statusMalformed),
        ("HTTP/1.1 600 OK\r\n", .statusMalformed),
        ("HTTP/1.1 2x0 OK\r\n", .statusMalformed),
        ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n", .upgradeUnasked),
        ("HTTP/1.0 100 Continue\r\n\r\n", .interimEndsConnection),
        ("HTTP/1.1 100 Continue\r\nConnection: close\r\n\r\n", .interimEndsConnection),
        (String(repeating: "HTTP/1.1 102 Processing\r\n\r\n", count: 9), .tooManyInterimResponses),
        ("HTTP/1.1 200 OK\r\n X: y\r\n", .field(.leadingWhitespace)),
        ("HTTP/1.1 200 OK\r\nX: y\r\n z\r\n", .field(.foldedLine)),
        ("HTTP/1.1 200 OK\r\nX : y\r\n", .field(.spaceBeforeColon)),
        ("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n", .framing(.contentLengthRepeated)),
        (
            "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n",
            .framing(.contentLengthWithTransferEncoding)
        ),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n", .framing(.transferCodingUnknown)),
        ("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n", .framing(.transferEncodingInHTTP10)),
        ("HTTP/1.1 204 No Content\r\nContent-Length: 1\r\n\r\n", .contentForbidden),
        ("HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n", .contentForbidden),
        ("HTTP/1.1 100 Continue\r\nContent-Length: 1\r\n\r\n", .contentForbidden),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx", .truncated),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n", .chunk(.sizeMalformed)),
        ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\na", .truncated),
        ("HTTP/1.1 200 OK\r\nContent-Le", .truncated),
        ("", .truncated),
    ])
    func responseIsRefused(text: String, refusal: ResponseRefusal) {
        #expect(self.transcript(text).refusal == refusal)
    }

    @Test func closedConnectionWithNothingUnderWayIsNoFault() {
        #expect(self.transcript("", to: []).refusal == nil)
        #expect(self.transcript("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na").refusal == nil)
    }
}
