import JSONText
import Testing

/// The cases of a value, in the manner of JSONTestSuite; each stands as the member `a` of an object.
struct GrammarTests {
    @Test(arguments: [
        "0", "-0", "1", "-1", "10", "123456789012345678901234567890", "0.5", "-0.5", "1.0", "1e1", "1E1", "1e+1",
        "1e-1",
        "0e0", "0.0e-00", "1.25E+007", "1e400", "true", "false", "null", "{}", "[]", "[ ]", "{ }", "[[]]", "[{}]",
        "[1,2]", "[ 1 , 2 ]", "[null,true,false]", #"{"b":1}"#, #"{"b":1,"b":2}"#, #"{"":0}"#,
        #"{"b":{"c":[{"d":[]}]}}"#,
        #""""#, #""text""#, #""a/b""#, #""\/\\\"\b\f\n\r\t""#, #""\u0041""#, #""\u00e9""#, #""\u00E9""#,
        #""\uD83D\uDE00""#,
        #""\uFFFF""#, #""\u0000""#, #""é€😀""#, "\"\u{7F}\"", "\"\u{2028}\u{2029}\"", #""// no comment""#,
        "\"\u{FEFF}\"",
        #""\uD7FF\uE000""#, "\"\u{10FFFF}\"",
    ])
    func valueIsAccepted(value: String) throws {
        let reading = try Reading(#"{"a":\#(value)}"#, ["a"])
        #expect(reading.texts == [value])
    }

    @Test(
        arguments: [
            ("", .noValue, 5), ("}", .noValue, 5), (",", .noValue, 5), ("NaN", .noValue, 5), ("Infinity", .noValue, 5),
            ("-Infinity", .missingDigits, 6), ("+1", .noValue, 5), (".5", .noValue, 5), ("'x'", .noValue, 5),
            ("“x”", .noValue, 5), ("/* */1", .noValue, 5), ("// x\n1", .noValue, 5), ("True", .noValue, 5),
            ("undefined", .noValue, 5), ("\u{A0}1", .noValue, 5), ("\u{FEFF}1", .noValue, 5), ("\0", .noValue, 5),
            ("\u{B}1", .noValue, 5), (")", .noValue, 5), ("]", .noValue, 5),
            ("tru", .misspeltLiteral, 8), ("nul1", .misspeltLiteral, 8), ("falze", .misspeltLiteral, 8),
            ("nulL", .misspeltLiteral, 8), ("truee", .noComma, 9), ("nan", .misspeltLiteral, 6),
            ("01", .leadingZero, 5), ("-01", .leadingZero, 6), ("00", .leadingZero, 5), ("-", .missingDigits, 6),
            ("1.", .missingDigits, 7), ("1.e1", .missingDigits, 7), ("1e", .missingDigits, 7),
            ("1e+", .missingDigits, 8),
            ("-.5", .missingDigits, 6), ("--1", .missingDigits, 6), ("0x10", .noComma, 6), ("1_000", .noComma, 6),
            ("1a", .noComma, 6), ("1.2.3", .noComma, 8), ("1 2", .noComma, 7), ("1e1.5", .noComma, 8),
            ("[1,]", .trailingComma, 7), ("[,]", .noValue, 6), ("[1,,2]", .noValue, 8), ("[1 2]", .noComma, 8),
            ("[1}", .noComma, 7), ("[1:2]", .noComma, 7), ("[", .noValue, 6), (#"{"b":1,}"#, .trailingComma, 11),
            (#"{"b":1]"#, .noComma, 11), (#"{b:1}"#, .noName, 6), (#"{'b':1}"#, .noName, 6), (#"{1:1}"#, .noName, 6),
            (#"{,}"#, .noName, 6), (#"{"b"}"#, .noColon, 9), (#"{"b",1}"#, .noColon, 9), (#"{"b"=1}"#, .noColon, 9),
            (#"{"b"::1}"#, .noValue, 10), (#"{"b":}"#, .noValue, 10), (#"{"b" "c"}"#, .noColon, 10),
            (#"{null:1}"#, .noName, 6),
            ("\"\t\"", .controlCharacter, 6), ("\"\n\"", .controlCharacter, 6), ("\"\0\"", .controlCharacter, 6),
            ("\"x\u{1F}\"", .controlCharacter, 7), (#""\x""#, .unknownEscape, 6), (#""\'""#, .unknownEscape, 6),
            (#""\U0041""#, .unknownEscape, 6), (#""\a""#, .unknownEscape, 6), (#""\0""#, .unknownEscape, 6),
            (#""\é""#, .unknownEscape, 6), (#""\u004""#, .badUnicodeEscape, 6), (#""\u00g1""#, .badUnicodeEscape, 6),
            (#""\u+041""#, .badUnicodeEscape, 6), (#""\u""#, .badUnicodeEscape, 6),
            (#""\uD83D\u004""#, .badUnicodeEscape, 12),
            (#""\uD83D""#, .loneSurrogate, 6), (#""\uDE00""#, .loneSurrogate, 6), (#""\uD83D\n""#, .loneSurrogate, 6),
            (#""\uD83Dx""#, .loneSurrogate, 6), (#""\uD83D\u0041""#, .loneSurrogate, 6),
            (#""\uD83D\uD83D""#, .loneSurrogate, 6), (#""\uDE00\uD83D""#, .loneSurrogate, 6),
        ] as [(String, JSONFault, Int)])
    func valueIsRefused(value: String, fault: JSONFault, offset: Int) {
        #expect(failure(of: Array(#"{"a":\#(value)}"#.utf8)) == JSONFailure(fault, at: offset))
    }

    @Test(
        arguments: [
            [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC2], [0xC2, 0x41], [0xE0, 0x80, 0x80], [0xE0, 0x9F, 0xBF],
            [0xE2, 0x82], [0xE2, 0x82, 0x41], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xF0, 0x80, 0x80, 0x80],
            [0xF0, 0x8F, 0xBF, 0xBF], [0xF0, 0x9F, 0x98], [0xF0, 0x9F, 0x98, 0x41], [0xF4, 0x90, 0x80, 0x80],
            [0xF5, 0x80, 0x80, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80], [0xFE], [0xFF],
        ] as [[UInt8]])
    func bytesThatAreNotUTF8AreRefused(bytes: [UInt8]) {
        let document = Array(#"{"a":""#.utf8) + bytes + Array(#""}"#.utf8)
        #expect(failure(of: document) == JSONFailure(.invalidUTF8, at: 6))
        let name = Array(#"{""#.utf8) + bytes + Array(#"":1}"#.utf8)
        #expect(failure(of: name) == JSONFailure(.invalidUTF8, at: 2))
    }

    @Test func everyCharacterIsAccepted() throws {
        for value in stride(from: UInt32(0x20), through: 0x10FFFF, by: 7) {
            guard let scalar = Unicode.Scalar(value), scalar != "\"", scalar != "\\" else { continue }
            let text = String(Character(scalar))
            #expect(try string(in: Array(#"{"a":"\#(text)"}"#.utf8))?.unicodeScalars.first == scalar)
        }
    }
}
