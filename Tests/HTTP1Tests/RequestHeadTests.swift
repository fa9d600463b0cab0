import HTTP1
import Testing

/// What is accepted, and what is made of it (RFC 9112 § 2 to § 5).
struct RequestHeadTests {
    /// The only request in `text`, whole and in pieces.
    func decoded(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> DecodedRequest {
        let whole = RequestTranscript(of: Array(text.utf8))
        for feeding in Feeding.all {
            #expect(RequestTranscript(of: Array(text.utf8), feeding: feeding) == whole, sourceLocation: sourceLocation)
        }
        #expect(whole.refusal == nil, sourceLocation: sourceLocation)
        return try #require(whole.complete.first ?? whole.partial, sourceLocation: sourceLocation)
    }

    @Test func fieldsKeepTheirOrderAndLetterCase() throws {
        let request = try self.decoded(
            "GET / HTTP/1.1\r\nhOST: a\r\nX-One:1\r\nX-Two: \t two words\t \r\nX-None:\r\n\r\n")
        #expect(request.fields.map(\.name) == ["hOST", "X-One", "X-Two", "X-None"].map { Array($0.utf8) })
        #expect(request.fields.map(\.value) == ["a", "1", "two words", ""].map { Array($0.utf8) })
    }

    @Test(arguments: Method.allCases.compactMap(\.token).map(\.description))
    func registeredMethodIsRecognised(token: String) throws {
        let request = try self.decoded("\(token) /x HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(String(decoding: request.method, as: UTF8.self) == token)
        var decoder = RequestDecoder()
        #expect(decoder.next(Array("\(token) /x HTTP/1.1\r\nHost: a\r\n\r\n".utf8)) == .head)
        #expect(decoder.head.method.token?.description == token)
    }

    @Test(arguments: ["PROPFIND", "M-SEARCH", "QUERY", "MKCALENDAR", "UNSUBSCRIBE", "ACL"])
    func otherMethodKeepsItsToken(token: String) throws {
        let request = try self.decoded("\(token) /x HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(String(decoding: request.method, as: UTF8.self) == token)
    }

    @Test(arguments: [
        ("/", "/", "h"), ("/a/b?c=d?e", "/a/b", "h"), ("/?", "/", "h"), ("//x//", "//x//", "h"),
        ("/a|\"b\"", "/a|\"b\"", "h"), ("http://t:80/p?q", "/p", "t:80"), ("HTTPS://[::1]:8/", "/", "[::1]:8"),
        ("http://t?q", "", "t"), ("http://t", "", "t"),
    ])
    func targetHasPathAndAuthority(target: String, path: String, authority: String) throws {
        let request = try self.decoded("GET \(target) HTTP/1.1\r\nHost: h\r\n\r\n")
        #expect(request.target == Array(target.utf8))
        #expect(request.path == Array(path.utf8))
        #expect(request.authority == Array(authority.utf8))
    }

    @Test func asteriskIsATargetOfOptions() throws {
        let request = try self.decoded("OPTIONS * HTTP/1.1\r\nHost:\r\n\r\n")
        #expect(request.path == [0x2A])
        #expect(request.authority == [])
    }

    @Test(arguments: [
        "", "a", "A-b.c_d~e", "0.0.0.0=5000", "a:", "a:65535", "[2001:db8::1]", "[::ffff:1.2.3.4]:80", "%41",
    ])
    func hostIsAccepted(host: String) throws {
        let request = try self.decoded("GET / HTTP/1.1\r\nHost: \(host)\r\n\r\n")
        #expect(request.authority == Array(host.utf8))
    }

    @Test func oneEmptyLineBeforeTheRequestLineIsIgnored() throws {
        let request = try self.decoded("\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(request.method == Array("GET".utf8))
    }

    @Test func obsoleteTextInAValueIsKept() throws {
        let bytes =
            Array("GET / HTTP/1.1\r\nHost: a\r\nX: D".utf8) + [0xFC, 0xFF, 0x80, 0x09] + Array("e\r\n\r\n".utf8)
        let transcript = RequestTranscript(of: bytes)
        #expect(transcript.complete.first?.fields.last?.value == [0x44, 0xFC, 0xFF, 0x80, 0x09, 0x65])
    }

    @Test func knownFieldsAreFoundWithoutScanning() {
        let bytes = Array("GET / HTTP/1.1\r\nHOST: a\r\nx-api-KEY: one\r\nX-Own: o\r\nX-Api-Key: two\r\n\r\n".utf8)
        var decoder = RequestDecoder()
        #expect(decoder.next(bytes) == .head)
        let fields = decoder.head.fields
        #expect(fields.value(of: .apiKey).map { bytes.at($0) } == Array("one".utf8))
        #expect(fields.isRepeated(.apiKey))
        #expect(!fields.isRepeated(.host))
        #expect(!fields.contains(.authorization))
        #expect(fields.value(of: .authorization) == nil)
        #expect(fields.value(of: "x-own", in: bytes).map { bytes.at($0) } == Array("o".utf8))
        #expect(fields.value(of: "x-other", in: bytes) == nil)
        #expect(fields.count(of: "x-api-key", in: bytes) == 2)
    }

    @Test(arguments: KnownField.allCases)
    func knownFieldIsRecognisedInAnyLetterCase(field: KnownField) {
        for name in [field.name.description, field.name.description.uppercased()] {
            let value = field == .contentLength ? "1" : field == .transferEncoding ? "chunked" : "100-continue"
            let host = field == .host ? "" : "Host: a\r\n"
            let bytes = Array("POST / HTTP/1.1\r\n\(host)\(name): \(value)\r\n\r\n".utf8)
            var decoder = RequestDecoder()
            #expect(decoder.next(bytes) == .head)
            #expect(decoder.head.fields.lines.last?.known == field)
        }
    }

    @Test(arguments: ["hosT-", "hast", "content-lengtx", "xontent-length", "x-api-kez", "tf", "transfer_encoding"])
    func similarNameIsNotAKnownField(name: String) {
        let bytes = Array("GET / HTTP/1.1\r\nHost: a\r\n\(name): 1\r\n\r\n".utf8)
        var decoder = RequestDecoder()
        #expect(decoder.next(bytes) == .head)
        #expect(decoder.head.fields.lines.last?.known == nil)
    }

    @Test func connectionNamesFieldsForItsHopOnly() {
        let bytes = Array(
            "GET / HTTP/1.1\r\nHost: a\r\nConnection: close, X-hop ,\r\nx-HOP: 1\r\nX-Hops: 2\r\n\r\n".utf8)
        var decoder = RequestDecoder()
        #expect(decoder.next(bytes) == .head)
        let fields = decoder.head.fields
        #expect(fields.lines.map { fields.isNamedByConnection($0, in: bytes) } == [false, false, true, false])
    }

    @Test func wholeSmallRequestComesWithAllRangesValidAtOnce() {
        let first = Array("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody".utf8)
        let bytes = first + Array("GET".utf8)
        var decoder = RequestDecoder()
        #expect(decoder.next(bytes) == .head)
        #expect(decoder.next(bytes) == .body(first.count - 4..<first.count))
        #expect(bytes.at(decoder.head.target.path) == Array("/a".utf8))
        #expect(decoder.next(bytes) == .end(consumed: first.count))
        #expect(decoder.isBetweenMessages)
        #expect(decoder.next(Array(bytes[first.count...])) == .needMore)
        #expect(!decoder.isBetweenMessages)
    }
}
