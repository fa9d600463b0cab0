import JSONText
import Testing

struct DocumentTests {
    @Test(
        arguments: [
            ("", .empty, 0), (" \r\n\t", .empty, 4), ("\u{FEFF}{}", .byteOrderMark, 0), ("\u{FEFF}", .byteOrderMark, 0),
            ("[]", .notAnObject, 0), (" 1", .notAnObject, 1), (#""a""#, .notAnObject, 0), ("null", .notAnObject, 0),
            (#"[{"a":1}]"#, .notAnObject, 0), ("x", .noValue, 0), ("'{}'", .noValue, 0), ("\u{B}{}", .noValue, 0),
            ("{}x", .trailingText, 2), ("{} {}", .trailingText, 3), ("{}\0", .trailingText, 2),
            ("{},", .trailingText, 2),
            ("{}}", .trailingText, 2), ("{}//", .trailingText, 2), ("{", .endsEarly, 1), (#"{"a"#, .endsEarly, 3),
            (#"{"a""#, .endsEarly, 4), (#"{"a":"#, .endsEarly, 5), (#"{"a":1"#, .endsEarly, 6),
            (#"{"a":1,"#, .endsEarly, 7),
            (#"{"a":"\"#, .endsEarly, 7), (#"{"a":"\u00"#, .endsEarly, 10), (#"{"a":tr"#, .endsEarly, 7),
            (#"{"a":[1,"#, .endsEarly, 8), ("{a:1}", .noName, 1), (#"{,"a":1}"#, .noName, 1),
            (#"{"a":1,}"#, .trailingComma, 6),
            (#"{"a":1 "b":2}"#, .noComma, 7), (#"{"a" 1}"#, .noColon, 5), (#"{"a":1,,"b":2}"#, .noName, 7),
        ] as [(String, JSONFault, Int)])
    func documentIsRefused(document: String, fault: JSONFault, offset: Int) {
        #expect(failure(of: Array(document.utf8)) == JSONFailure(fault, at: offset))
    }

    @Test func everyPrefixOfADocumentEndsEarly() throws {
        let document = Array(#"{"b":[1.5e3,{"c":"\uD83D\uDE00é€😀\n"},true,null],"a":{"d":[[],{}]}}"#.utf8)
        #expect(failure(of: document) == nil)
        for length in 1..<document.count {
            let found = try #require(failure(of: Array(document[..<length])))
            let isDigitMissing = found.fault == .missingDigits && found.offset == length
            #expect(found == JSONFailure(.endsEarly, at: length) || isDigitMissing, "prefix of \(length)")
        }
    }

    @Test func whiteSpaceMayStandBetweenTokens() throws {
        let document = " \t\r\n{ \"a\" \n: \t[ 1 , { } , [ ] ] \r, \"b\" : { \"c\" : 2 } } \n"
        let reading = try Reading(document, ["a", "b"])
        #expect(reading.texts == ["[ 1 , { } , [ ] ]", "{ \"c\" : 2 }"])
    }

    @Test(arguments: [1, 2, 3, 32, 33, 64])
    func depthIsLimitedExactly(limit: Int) throws {
        for (open, close) in [("[", "]"), (#"{"a":"#, "}")] {
            func document(depth: Int) -> String {
                let inner = String(repeating: open, count: depth - 1) + "1" + String(repeating: close, count: depth - 1)
                return #"{"x":"# + inner + "}"
            }
            _ = try Reading(document(depth: limit), ["a"], depthLimit: limit)
            #expect(throws: JSONFailure(.tooDeep, at: 5 + open.utf8.count * (limit - 1))) {
                try Reading(document(depth: limit + 1), ["a"], depthLimit: limit)
            }
        }
    }

    @Test func theDefaultDepthIsThirtyTwo() {
        let deep = String(repeating: "[", count: 100_000)
        #expect(failure(of: Array(#"{"a":\#(deep)"#.utf8)) == JSONFailure(.tooDeep, at: 5 + 31))
    }

    /// Siblings do not count as depth, and a closed container gives its level back, whatever its kind.
    @Test func levelsAreGivenBack() throws {
        let pair = #"[{"b":[]}],{"c":[{}]}"#
        let document = #"{"a":["# + Array(repeating: pair, count: 50).joined(separator: ",") + "]}"
        #expect(try Reading(document, ["a"], depthLimit: 5).kinds == [.array])
        #expect(failure(of: Array(#"{"a":[{"b":[]]}"#.utf8))?.fault == .noComma)
    }
}
