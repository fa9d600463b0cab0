import JSONText
import Testing

struct TextTests {
    @Test(arguments: [
        (#""#, ""), (#"plain"#, "plain"), (#"\"\\\/\b\f\n\r\t"#, "\"\\/\u{8}\u{C}\n\r\t"), (#"a\u0041b"#, "aAb"),
        (#"\u00e9\u20AC\uD83D\uDE00"#, "é€😀"), (#"\uD800\uDC00\uDBFF\uDFFF"#, "\u{10000}\u{10FFFF}"),
        (#"\u0000\u007f\u0080\u07ff\u0800\uffff"#, "\0\u{7F}\u{80}\u{7FF}\u{800}\u{FFFF}"), (#"é\né"#, "é\né"),
    ])
    func escapesAreUndone(raw: String, text: String) throws {
        #expect(try string(in: Array(#"{"a":"\#(raw)"}"#.utf8)) == text)
    }

    @Test func aStringWithoutEscapesIsItsOwnText() throws {
        let document = Array(#"{"a":"é€😀 plain","b":"\u0041"}"#.utf8)
        let members = try JSONMembers(of: document.span, ["a", "b"])
        let (plain, escaped) = (try #require(members[0]), try #require(members[1]))
        #expect(!plain.hasEscapes && escaped.hasEscapes)
        #expect(String(decoding: document[plain.content], as: UTF8.self) == "é€😀 plain")
    }

    @Test(arguments: [
        ("plain / é€😀", "plain / é€😀"), ("\"\\", #"\"\\"#), ("\u{8}\t\n\u{C}\r", #"\b\t\n\f\r"#),
        ("\0\u{1}\u{B}\u{F}\u{10}\u{1F}", #"\u0000\u0001\u000b\u000f\u0010\u001f"#),
        ("\u{7F}\u{2028}", "\u{7F}\u{2028}"),
        ("", ""),
    ])
    func textIsEscaped(text: String, escaped: String) {
        var output: [UInt8] = [7]
        JSONText.appendEscaped(Array(text.utf8).span, to: &output)
        #expect(output == [7] + Array(escaped.utf8))
    }

    @Test func whatIsEscapedIsReadBack() throws {
        let text = String(String.UnicodeScalarView((0..<0x300).compactMap { Unicode.Scalar($0) }))
        var document = Array(#"{"a":""#.utf8)
        JSONText.appendEscaped(Array(text.utf8).span, to: &document)
        document += Array(#""}"#.utf8)
        #expect(try string(in: document) == text)
    }

    @Test func piecesTogetherAreTheText() throws {
        let document = Array(#"{"a":"one\ntwo\u00e9"}"#.utf8)
        let members = try JSONMembers(of: document.span, ["a"])
        var pieces: [[UInt8]] = []
        JSONText.forEachPiece(of: try #require(members[0]), in: document.span) { piece in
            pieces.append(piece.indices.map { piece[$0] })
        }
        #expect(pieces == ["one", "\n", "two", "é"].map { Array($0.utf8) })
    }

    @Test(
        arguments: [
            ("0", 0), ("-0", 0), ("7", 7), ("-7", -7), ("1700000000000", 1_700_000_000_000),
            ("9223372036854775807", .max), ("-9223372036854775808", .min), ("9223372036854775808", nil),
            ("-9223372036854775809", nil), ("99999999999999999999", nil), ("1.0", nil), ("1e3", nil), (#""1""#, nil),
            ("true", nil), ("null", nil),
        ] as [(String, Int64?)])
    func integersAreThoseWrittenAsSuch(value: String, integer: Int64?) throws {
        let document = Array(#"{"a":\#(value)}"#.utf8)
        let members = try JSONMembers(of: document.span, ["a"])
        let found = JSONText.integer(try #require(members[0]), of: document.span)
        #expect(found == integer)
    }
}
