import Primitives
import Testing

@testable import Envelopes

/// Headers that are not to be believed. Each message would open if its header were not looked at.
struct JWEHeaderTests {
    @Test func plainHeaderOpens() throws {
        #expect(try JWEMaker.open(JWEMaker().compact()) == JWEMaker.plaintext)
        let spaced = Array(" \n".utf8) + (try JWEMaker().compact()) + Array("\r\n".utf8)
        #expect(try JWEMaker.open(spaced) == JWEMaker.plaintext)
    }

    @Test(arguments: [
        #"{"alg":"dir","enc":"A128GCM","crit":["exp"],"exp":1}"#,
        #"{"alg":"dir","enc":"A128GCM","crit":[]}"#,
        #"{"alg":"dir","enc":"A128GCM","crit":["alg"]}"#,
        #"{"alg":"dir","enc":"A128GCM","crit":"exp","exp":1}"#,
        #"{"alg":"dir","enc":"A128GCM","crit":null}"#,
        #"{"alg":"dir","enc":"A128GCM","enc":"A128GCM"}"#,
        #"{"alg":"dir","enc":"A128GCM","\u0061lg":"dir"}"#,
        #"{"alg":"dir","enc":"A128GCM","x":{"a":1,"a":2}}"#,
        #"{"alg":"dir","enc":"A128GCM","x":[{"a":1,"a":2}]}"#,
        #"{"alg":"dir","enc":"A128GCM","x":[[[[[[[[1]]]]]]]]}"#,
        #"{"alg":"dir","enc":"A128GCM","zip":"DEF"}"#,
        #"{"alg":"dir","enc":"A128GCM","zip":"GZ"}"#,
        #"{"alg":"dir","enc":"A128GCM","zip":1}"#,
        #"{"alg":"dir","enc":"A128GCM","kid":7}"#,
        #"{"alg":"dir","enc":"A128GCM","b64":false}"#, #"{"alg":"dir","enc":"A128GCM","b64":1}"#,
        #"{"alg":"dir","enc":"A256GCM"}"#, #"{"alg":"A128KW","enc":"A128GCM"}"#, #"{"alg":"none","enc":"A128GCM"}"#,
        #"{"alg":"DIR","enc":"A128GCM"}"#, #"{"enc":"A128GCM"}"#, #"{"alg":"dir"}"#, "{}", "[]", "",
        #"{"alg":["dir"],"enc":"A128GCM"}"#, #"{"alg":"dir","enc":"A128GCM"} {}"#, #"{'alg':'dir'}"#,
        "\u{FEFF}" + #"{"alg":"dir","enc":"A128GCM"}"#,
    ])
    func headerIsRefused(_ header: String) throws {
        var maker = JWEMaker()
        maker.protected = header
        let message = try maker.compact()
        #expect(throws: BodyOpenFailure.header) { try JWEMaker.open(message) }
    }

    @Test func longHeaderIsRefused() throws {
        var maker = JWEMaker()
        for (count, opens) in [(JOSELimits.headerLength - 100, true), (JOSELimits.headerLength, false)] {
            maker.protected = #"{"alg":"dir","enc":"A128GCM","x":"\#(String(repeating: "x", count: count))"}"#
            let message = try maker.compact()
            #expect(((try? JWEMaker.open(message)) != nil) == opens)
        }
    }

    @Test func encryptedKeyOfADirectKeyIsRefused() throws {
        var maker = JWEMaker()
        maker.encryptedKey = [1]
        let message = try maker.compact()
        #expect(throws: BodyOpenFailure.header) { try JWEMaker.open(message) }
    }

    @Test(arguments: [0, 11, 13, 16]) func ivOfAnotherLengthIsRefused(_ length: Int) throws {
        var parts = try JWEMaker().parts()
        parts[2] = JWEMaker().encoded(Array(repeating: 1, count: length))
        let message = Array(parts.joined(separator: ".").utf8)
        #expect(throws: BodyOpenFailure.length) { try JWEMaker.open(message) }
    }

    @Test func shortTagIsRefused() throws {
        var parts = try JWEMaker().parts()
        parts[4] = String(parts[4].prefix(16))
        let message = Array(parts.joined(separator: ".").utf8)
        #expect(throws: BodyOpenFailure.length) { try JWEMaker.open(message) }
    }

    @Test(arguments: ["=", "\n", " ", "\r\n", "+", "/", "?", "%"])
    func partsAreStrictBase64URL(_ text: String) throws {
        let parts = try JWEMaker().parts()
        for index in parts.indices where index != 1 {
            for place in [0, 1, parts[index].count] {
                var changed = parts
                changed[index].insert(
                    contentsOf: text, at: changed[index].index(changed[index].startIndex, offsetBy: place))
                // White space around the whole message is no part of it.
                if text.allSatisfy(\.isWhitespace), index == 0 && place == 0 || index == 4 && place > 1 { continue }
                let message = Array(changed.joined(separator: ".").utf8)
                #expect(throws: BodyOpenFailure.self) { try JWEMaker.open(message) }
            }
        }
        var stray = parts
        // The last of 22 characters holds four bits of the tag and two that no byte takes.
        stray[4] = parts[4].dropLast() + (parts[4].last == "B" ? "C" : "B")
        let message = Array(stray.joined(separator: ".").utf8)
        #expect(throws: BodyOpenFailure.self) { try JWEMaker.open(message) }
    }

    @Test(arguments: 1...8) func otherCountsOfPartsAreRefused(_ count: Int) {
        guard count != 5 else { return }
        let message = Array(Array(repeating: "AAAA", count: count).joined(separator: ".").utf8)
        #expect(throws: BodyOpenFailure.encoding) { try JWEMaker.open(message) }
    }
}
