import Foundation
import HTTP1
import Testing

/// The request cases of llhttp itself: whatever it refuses in strict mode is refused here.
struct LlhttpCaseTests {
    private static let path = "http/llhttp_request_cases.json"

    private struct File: Decodable {
        let tests: [Row]
    }

    private struct Row: Decodable {
        let file: String
        let name: String
        let type: String
        let raw_b64: String
        let expect: String
        let error: [String]?
        let messages: Int

        /// 22 and 23 pause at CONNECT, Upgrade and PRI, which is no refusal.
        var isRefused: Bool { self.expect == "error" && !["22", "23"].contains(self.error?.first) }
    }

    @Test(.enabled(if: SharedVectors.runs(LlhttpCaseTests.path), "the shared vectors are not beside the project"))
    func whateverLlhttpRefusesIsRefused() throws {
        let file = try JSONDecoder().decode(File.self, from: Data(contentsOf: SharedVectors.location(Self.path)))
        let rows = file.tests.filter { $0.type == "request" }
        #expect(rows.count > 100)
        for row in rows {
            #expect(["ok", "error"].contains(row.expect), "a verdict that this test does not know: \(row.expect)")
            let raw = Array(try #require(Data(base64Encoded: row.raw_b64)))
            for bytes in [raw, Self.withHost(raw)] { self.check(row, bytes) }
        }
    }

    private func check(_ row: Row, _ bytes: [UInt8]) {
        // The cases lost their last line break; a verdict on a line needs it.
        let bytes = bytes + Array("\r\n\r\n".utf8)
        let whole = RequestTranscript(of: bytes)
        for feeding in Feeding.all { #expect(RequestTranscript(of: bytes, feeding: feeding) == whole) }
        if row.isRefused { #expect(whole.refusal != nil, "\(row.file): \(row.name)") }
        #expect(whole.complete.count <= row.messages, "\(row.file): \(row.name)")
    }

    /// The same with a Host in the first request, so that its absence hides no other fault.
    private static func withHost(_ bytes: [UInt8]) -> [UInt8] {
        let text = String(decoding: bytes, as: UTF8.self).lowercased()
        guard !text.contains("host:"), let end = bytes.firstIndex(of: 0x0A), end > 0, bytes[end - 1] == 0x0D else {
            return bytes
        }
        return bytes[...end] + Array("Host: a\r\n".utf8) + bytes[(end + 1)...]
    }
}
