import HTTP1
import Testing

/// What is written can be read again, and says what it was asked to and nothing more.
struct EncoderTests {
    @Test func responseHeadIsCanonical() {
        var output: [UInt8] = []
        ResponseEncoder.appendStatusLine(200, to: &output)
        FieldEncoder.append("Content-Type", "text/plain", to: &output)
        FieldEncoder.append("X-Request-Id", Array("a1".utf8).span, to: &output)
        FieldEncoder.append("Retry-After", 120, to: &output)
        ResponseEncoder.end(contentLength: 1_048_576, closes: true, to: &output)
        let expected =
            "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nX-Request-Id: a1\r\nRetry-After: 120\r\n"
            + "Content-Length: 1048576\r\nConnection: close\r\n\r\n"
        #expect(String(decoding: output, as: UTF8.self) == expected)
    }

    @Test func templateBeginsWithTheSameBytes() {
        var template = ResponseHeadTemplate(status: 405)
        template.append("Allow", "POST")
        var output: [UInt8] = [0x21]
        template.append(to: &output)
        ResponseEncoder.end(contentLength: 0, closes: false, to: &output)
        let expected = "!HTTP/1.1 405 Method Not Allowed\r\nAllow: POST\r\nContent-Length: 0\r\n\r\n"
        #expect(String(decoding: output, as: UTF8.self) == expected)
    }

    @Test(arguments: 100..<600)
    func everyStatusIsReadAgain(status: Int) {
        var output: [UInt8] = []
        ResponseEncoder.appendStatusLine(status, to: &output)
        ResponseEncoder.endWithoutContent(closes: false, to: &output)
        let transcript = ResponseTranscript(of: output, to: [.head])
        if status == 101 {
            #expect(transcript.refusal == .upgradeUnasked)
        } else {
            #expect(transcript.complete.map(\.status) + transcript.interim == [status])
        }
    }

    @Test func valueCannotEndItsLine() {
        var output: [UInt8] = []
        FieldEncoder.append("X", Array("a\r\nY: b\0c\u{7f}\td\n".utf8).span, to: &output)
        #expect(String(decoding: output, as: UTF8.self) == "X: a  Y: b c \td \r\n")
    }

    @Test(arguments: [
        ("/a?b", "/a?b"), ("", "/"), ("?q", "/?q"), ("*", "*"), ("a", "/a"),
        ("/a b#c\r\nd\u{e9}", "/a%20b%23c%0d%0ad%c3%a9"),
    ])
    func targetCannotEndItsLine(target: String, written: String) {
        var output: [UInt8] = []
        RequestEncoder.appendRequestLine(.post, target: Array(target.utf8).span, to: &output)
        #expect(String(decoding: output, as: UTF8.self) == "POST \(written) HTTP/1.1\r\n")
    }

    @Test func requestIsPassedOnWithItsMethodAndFields() {
        let input = Array("PROPFIND /a HTTP/1.1\r\nHost: a\r\nx-One:  1 \r\n\r\n".utf8)
        var decoder = RequestDecoder()
        #expect(decoder.next(input) == .head)
        var output: [UInt8] = []
        let path = input.span.extracting(decoder.head.target.path)
        RequestEncoder.appendRequestLine(methodOf: decoder.head, in: input.span, target: path, to: &output)
        for line in decoder.head.fields.lines { FieldEncoder.append(line, of: input.span, to: &output) }
        RequestEncoder.endWithoutContent(to: &output)
        #expect(String(decoding: output, as: UTF8.self) == "PROPFIND /a HTTP/1.1\r\nHost: a\r\nx-One: 1\r\n\r\n")
    }

    @Test(arguments: [1, 15, 16, 255, 4096, 1_000_000])
    func chunksAreReadAgain(size: Int) {
        let data = [UInt8](repeating: 0x61, count: size)
        var output = Array("POST / HTTP/1.1\r\nHost: a\r\n".utf8)
        RequestEncoder.endChunked(to: &output)
        ChunkEncoder.appendHead(size: size, to: &output)
        output += data
        ChunkEncoder.appendTail(to: &output)
        ChunkEncoder.appendEnd(to: &output)
        #expect(RequestTranscript(of: output).complete.map(\.body) == [data])
    }

    @Test(arguments: [0, 9, 10, 99, 100, 65_536, Int.max])
    func numberIsWrittenInDecimal(number: Int) {
        var output: [UInt8] = []
        output.appendDecimal(number)
        #expect(String(decoding: output, as: UTF8.self) == String(number))
    }

    @Test func continueIsAnInterimResponse() {
        var output: [UInt8] = []
        ResponseEncoder.appendContinue(to: &output)
        #expect(ResponseTranscript(of: output).interim == [100])
    }

    @Test func headsAreWrittenIntoTheCapacityThatIsThere() {
        var output: [UInt8] = []
        output.reserveCapacity(1024)
        let capacity = output.capacity
        for _ in 0..<100 {
            output.removeAll(keepingCapacity: true)
            ResponseEncoder.appendStatusLine(200, to: &output)
            ResponseEncoder.end(contentLength: 12, closes: false, to: &output)
        }
        #expect(output.capacity == capacity)
    }
}
