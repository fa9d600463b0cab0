import HTTP1
import Testing

/// Every byte in every place, against the grammar as RFC 9110 and RFC 9112 write it.
struct ByteTests {
    private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)

    @Test(arguments: UInt8.min...UInt8.max)
    func nameHoldsTokenBytesOnly(byte: UInt8) {
        let isToken = (Self.letters + Array("!#$%&'*+-.^_`|~".utf8)).contains(byte)
        // A colon ends the name, and the rest of it is the value.
        #expect(self.accepts("Host: a\r\nX", byte, "Y: z") == (isToken || byte == 0x3A))
    }

    @Test(arguments: UInt8.min...UInt8.max)
    func valueHoldsNoControls(byte: UInt8) {
        #expect(self.accepts("Host: a\r\nX: a", byte, "b") == (byte == 0x09 || byte >= 0x20 && byte != 0x7F))
    }

    @Test(arguments: UInt8.min...UInt8.max)
    func longValueHoldsNoControls(byte: UInt8) {
        let expected = byte == 0x09 || byte >= 0x20 && byte != 0x7F
        for length in 0..<9 {
            let padding = String(repeating: "p", count: length)
            #expect(self.accepts("Host: a\r\nX: \(padding)", byte, "12345678") == expected)
        }
    }

    @Test(arguments: UInt8.min...UInt8.max)
    func hostHoldsItsBytesOnly(byte: UInt8) {
        // A percent sign needs two digits after it, and a colon starts a port.
        let expected = (Self.letters + Array("-._~!$&'()*+,;=".utf8)).contains(byte)
        #expect(self.accepts("Host: a", byte, "b") == expected)
    }

    @Test(arguments: UInt8.min...UInt8.max)
    func targetHoldsVisibleBytesButHash(byte: UInt8) {
        let expected = byte > 0x20 && byte < 0x7F && byte != 0x23
        for length in 0..<9 {
            let start = "GET /" + String(repeating: "p", count: length)
            let bytes = Array(start.utf8) + [byte] + Array("12345678 HTTP/1.1\r\nHost: a\r\n\r\n".utf8)
            #expect((RequestTranscript(of: bytes).complete.count == 1) == expected)
        }
    }

    private func accepts(_ before: String, _ byte: UInt8, _ after: String) -> Bool {
        let bytes = Array("GET / HTTP/1.1\r\n\(before)".utf8) + [byte] + Array("\(after)\r\n\r\n".utf8)
        return RequestTranscript(of: bytes).complete.count == 1
    }
}
