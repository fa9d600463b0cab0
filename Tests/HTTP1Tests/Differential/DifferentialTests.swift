import Foundation
import HTTP1
import NIOHTTP1
import Testing

/// llhttp in strict mode as the second opinion: what it refuses is refused, and what both accept is framed alike.
struct DifferentialTests {
    /// Some seconds' worth, or as many as `REVGATE_DIFFERENTIAL_ROUNDS` says.
    private static let rounds =
        ProcessInfo.processInfo.environment["REVGATE_DIFFERENTIAL_ROUNDS"].flatMap { Int($0) } ?? 6000

    @Test func requestsAreFramedAsLlhttpFramesThem() {
        let seed = SeededGenerator.seed(for: "requests")
        var generator = MessageGenerator(seed: seed)
        var accepted = 0
        for round in 0..<Self.rounds {
            let bytes = generator.requests()
            let ours = RequestTranscript(of: bytes)
            #expect(
                RequestTranscript(of: bytes, feeding: .pieces(1)) == ours, "seed \(seed) round \(round): \(bytes.text)")
            #expect(
                RequestTranscript(of: bytes, feeding: .streamed(3)) == ours,
                "seed \(seed) round \(round): \(bytes.text)")
            let theirs = LlhttpTranscript(ofRequests: bytes)
            // Up to the first upgrade: there llhttp leaves HTTP/1.1, and we do not.
            let upgrade = (ours.complete + [ours.partial].compactMap(\.self)).firstIndex(where: Self.offersUpgrade)
            let complete = ours.complete.prefix(upgrade ?? .max).map { CommonMessage($0) }
            accepted += complete.count
            #expect(
                theirs.complete.prefix(complete.count) == complete[...],
                "seed \(seed) round \(round): \(bytes.text.debugDescription)")
            guard upgrade == nil else { continue }
            self.expectAgreementOnTheRest(ours, theirs, "seed \(seed) round \(round): \(bytes.text.debugDescription)")
        }
        #expect(accepted > Self.rounds / 4, "the generator makes too few messages that are accepted")
    }

    /// No head is accepted that llhttp refused, and nothing it refused passes as the end of a message.
    private func expectAgreementOnTheRest(_ ours: RequestTranscript, _ theirs: LlhttpTranscript, _ place: Comment) {
        if let partial = ours.partial {
            let counterpart = theirs.complete.dropFirst(ours.complete.count).first ?? theirs.partial
            #expect(counterpart?.start == CommonMessage(partial).start, place)
            #expect(counterpart?.fields == CommonMessage(partial).fields, place)
        }
        if theirs.failed, ours.refusal == nil, ours.partial == nil, ours.isIdle {
            Issue.record("accepted what llhttp refuses: \(place)")
        }
    }

    private static func offersUpgrade(_ request: DecodedRequest) -> Bool {
        request.fields.contains { $0.name.text.lowercased() == "upgrade" }
    }

    @Test func responsesAreFramedAsLlhttpFramesThem() {
        let seed = SeededGenerator.seed(for: "responses")
        var generator = MessageGenerator(seed: seed)
        var accepted = 0
        for round in 0..<Self.rounds / 2 {
            let isHead = generator.random.oneIn(6)
            let bytes = generator.responses()
            let methods: [Method] = [isHead ? .head : .get, .get]
            let ours = ResponseTranscript(of: bytes, to: methods)
            #expect(ResponseTranscript(of: bytes, to: methods, feeding: .pieces(1)) == ours)
            #expect(ResponseTranscript(of: bytes, to: methods, feeding: .streamed(3)) == ours)
            let theirs = LlhttpTranscript(ofResponses: bytes, to: [isHead ? .HEAD : .GET, .GET])
            let complete = ours.complete.map { CommonMessage($0) }
            accepted += complete.count
            #expect(
                theirs.complete.prefix(complete.count) == complete[...],
                "seed \(seed) round \(round): \(bytes.text.debugDescription)")
        }
        #expect(accepted > Self.rounds / 10, "the generator makes too few messages that are accepted")
    }
}
