import Primitives
import Testing

@testable import Envelopes

/// What a message may make the gateway compute, and what it costs when it fails early.
struct JWEWorkTests {
    @Test(arguments: [(253, true), (254, false)]) func membersOfAMessageAreCounted(_ count: Int, _ opens: Bool) throws {
        var maker = JWEMaker()
        let more = (0..<count - 1).map { #","x\#($0)":0"# }.joined()
        maker.protected = #"{"alg":"dir","enc":"A128GCM","l":[0]\#(more)}"#
        let message = try maker.compact()
        #expect(((try? JWEMaker.open(message)) != nil) == opens)
        let list = Array(repeating: "0", count: count).joined(separator: ",")
        let inside = try JWEMaker().json([#""header":{"l":[\#(list)]}"#])
        #expect(throws: BodyOpenFailure.self) { try JWEMaker.open(inside) }
    }

    /// A general message whose recipients each ask for iterations of their own.
    private func tried(_ iterations: [Int], limit: Int) throws -> Int {
        var format = JWEFormat(.pbes2HS256A128KW, .a128GCM)
        format.maximumIterations = limit
        var maker = JWEMaker()
        maker.protected = #"{"enc":"A128GCM"}"#
        let recipients = iterations.map { count in
            #"{"header":{"alg":"PBES2-HS256+A128KW","p2s":"AAAAAAAAAAA","p2c":\#(count)},"encrypted_key":"\#(maker.encoded(Array(repeating: UInt8(1), count: 24)))"}"#
        }
        let message = try maker.json([#""recipients":[\#(recipients.joined(separator: ","))]"#])
        let trace = OpenTrace()
        let cipher = try JWECipher(format, NamedKey(octets: Array("password".utf8)))
        #expect(throws: BodyOpenFailure.unwrap) { try cipher.open(message, trace: trace) }
        return trace.lines.count { $0.contains("does not unwrap") }
    }

    @Test func workOfAllRecipientsIsBounded() throws {
        #expect(try self.tried([1000, 1000, 1000], limit: 3000) == 3)
        #expect(try self.tried([1000, 1000, 1000], limit: 2999) == 2)
        #expect(try self.tried([2000, 2000, 1000], limit: 3000) == 2)
        #expect(try self.tried(Array(repeating: 1, count: 8), limit: 3000) == JOSELimits.costlyAttempts)
    }

    /// The least time of several, which other load does not shorten.
    private func leastTime(_ cipher: JWECipher, _ message: [UInt8]) -> Duration {
        (0..<12).map { _ in
            let start = ContinuousClock.now
            #expect(throws: BodyOpenFailure.self) { try cipher.open(message) }
            return ContinuousClock.now - start
        }.min() ?? .zero
    }

    @Test(arguments: [JWEKeyManagement.rsaOAEP256, .rsa1_5, .ecdhESA256KW])
    func failingEarlyCostsWhatFailingLateDoes(_ management: JWEKeyManagement) throws {
        let material = try JWERoundTripTests.key(management, .a128GCM)
        let cipher = try JWECipher(
            JWEFormat(management, .a128GCM), NamedKey([JWK.Key(material: material, binding: KeyBinding())]))
        var parts = String(decoding: try cipher.seal(JWEMaker.plaintext).body, as: UTF8.self)
            .split(separator: ".", omittingEmptySubsequences: false).map { String($0) }
        func message() -> [UInt8] { Array(parts.joined(separator: ".").utf8) }
        let right = parts
        parts[4] = "AAAAAAAAAAAAAAAAAAAAAA"
        let late = self.leastTime(cipher, message())
        var early = [Array("none".utf8)]
        parts = right
        parts[0] = "e30"
        early.append(message())
        parts = right
        parts[2] = "AAAA"
        early.append(message())
        if management == .rsaOAEP256 {
            for key in [[UInt8(1)], Array(repeating: 0xFF, count: 256)] {
                parts = right
                parts[1] = String(decoding: JOSEText.encoded(key), as: UTF8.self)
                early.append(message())
            }
        }
        for message in early { #expect(self.leastTime(cipher, message) > late / 2) }
    }
}
