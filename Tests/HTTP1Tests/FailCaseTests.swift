import Foundation
import HTTP1
import Testing

/// Inputs that once made the fuzz target fail, or could.
struct FailCaseTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "FailCases")

    @Test func everyFailCaseIsAnsweredTheSameHoweverItIsFed() throws {
        let files = try FileManager.default.contentsOfDirectory(at: Self.folder, includingPropertiesForKeys: nil)
        #expect(!files.isEmpty)
        for file in files {
            let bytes = Array(try Data(contentsOf: file))
            let requests = RequestTranscript(of: bytes)
            let responses = ResponseTranscript(of: bytes, to: [.get, .head, .post])
            for feeding in Feeding.all {
                #expect(RequestTranscript(of: bytes, feeding: feeding) == requests, "\(file.lastPathComponent)")
                let other = ResponseTranscript(of: bytes, to: [.get, .head, .post], feeding: feeding)
                #expect(other == responses, "\(file.lastPathComponent)")
            }
        }
    }
}
