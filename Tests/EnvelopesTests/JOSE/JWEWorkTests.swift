import Primitives
import Testing

@testable import Envelopes

/// What a message may make the gateway compute.
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
}
