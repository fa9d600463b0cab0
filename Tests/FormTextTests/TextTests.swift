import FormText
import Testing

struct TextTests {
    @Test func onlyWhatIsEncodedSaysSo() throws {
        let form = Array("a=plain&b=a+b&c=%41&d=%C3%A9".utf8)
        let fields = try FormFields(of: form.span, ["a", "b", "c", "d"])
        let marks = (0..<4).map { fields[$0]?.isEncoded }
        #expect(marks == [false, true, true, true])
        // A name's encoding is not its value's.
        let other = Array("%61=b&é=é".utf8)
        let named = try FormFields(of: other.span, ["a", "é"])
        #expect([named[0]?.isEncoded, named[1]?.isEncoded] == [false, false])
    }

    @Test func piecesAreRunsAndSingleBytes() throws {
        let form = Array("token=one+two%2B%c3%a9three".utf8)
        let value = try #require(try FormFields(of: form.span, ["token"])[0])
        var pieces: [[UInt8]] = []
        FormText.forEachPiece(of: value, in: form.span) { piece in pieces.append(piece.indices.map { piece[$0] }) }
        #expect(pieces == [Array("one".utf8), [0x20], Array("two".utf8), [0x2B], [0xC3], [0xA9], Array("three".utf8)])
    }

    @Test func aPlainValueIsOnePiece() throws {
        let form = Array("x=1&token=plain-é&y=2".utf8)
        let value = try #require(try FormFields(of: form.span, ["token"])[0])
        var pieces: [[UInt8]] = []
        FormText.forEachPiece(of: value, in: form.span) { piece in pieces.append(piece.indices.map { piece[$0] }) }
        #expect(pieces == [Array("plain-é".utf8)])
    }

    /// The first is the example of RFC 6749 appendix B.
    @Test(arguments: [
        (" %&+£€", "+%25%26%2B%C2%A3%E2%82%AC"), ("", ""), ("AZaz09-._~*", "AZaz09-._~*"), ("a=b c", "a%3Db+c"),
        ("\0\u{1F}\u{7F}😀", "%00%1F%7F%F0%9F%98%80"), ("é", "%C3%A9"),
        ("/?#[]@!$'(),;:", "%2F%3F%23%5B%5D%40%21%24%27%28%29%2C%3B%3A"),
    ])
    func textIsEncoded(text: String, form: String) {
        #expect(encoded(Array(text.utf8)) == Array(form.utf8))
        #expect(decoded(Array(form.utf8)) == Array(text.utf8))
    }

    @Test func everyByteIsEncodedAndDecodedBack() {
        let all = Array(UInt8.min ... .max)
        let form = encoded(all)
        #expect(decoded(form) == all)
        #expect(!form.contains { $0 <= 0x20 || $0 >= 0x7F || $0 == UInt8(ascii: "&") || $0 == UInt8(ascii: "=") })
    }

    @Test func whatIsEncodedIsReadBack() throws {
        let text = String(String.UnicodeScalarView((0..<0x300).compactMap { Unicode.Scalar($0) }))
        let form = Array("x=1&token=".utf8) + encoded(Array(text.utf8)) + Array("&y=2".utf8)
        #expect(try Reading(form, ["token"]).texts == [text])
    }

    @Test(arguments: ["%", "a%", "%4", "a%4", "%zz", "a%4g", "%%", "%41%"])
    func bareTextWithAMalformedEscapeIsNotDecoded(text: String) {
        #expect(decoded(Array(text.utf8)) == nil)
    }

    /// Nobody has validated it: a password may hold anything, and what it does not encode stands for itself.
    @Test func bareTextMayHoldAnyOtherByte() {
        let text: [UInt8] = [0xFF, 0x00] + Array("a b&c=d".utf8)
        #expect(decoded(text) == text)
        #expect(decoded(Array("%ff+%00".utf8)) == [0xFF, 0x20, 0x00])
    }
}
