import Primitives
import Testing

struct Base64Tests {
    /// RFC 4648 § 10.
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ])
    func writesAndReadsTheStandardsExamples(plain: String, text: String) throws {
        #expect(Base64.encode(Array(plain.utf8), alphabet: .standard, padded: true) == text)
        #expect(try Base64.decode(text) == Array(plain.utf8))
        let unpadded = text.filter { $0 != "=" }
        #expect(Base64.encode(Array(plain.utf8), alphabet: .url, padded: false) == unpadded)
        #expect(try Base64.decode(unpadded, alphabet: .url) == Array(plain.utf8))
        #expect(try Base64.decode(unpadded, alphabet: .standard) == Array(plain.utf8))
    }

    @Test func alphabetsDifferInTwoCharactersAndAreNotMixed() throws {
        let bytes: [UInt8] = [0xFB, 0xEF, 0xFF]
        #expect(Base64.encode(bytes, alphabet: .standard, padded: true) == "++//")
        #expect(Base64.encode(bytes, alphabet: .url, padded: true) == "--__")
        #expect(throws: EncodingFailure.foreignByte(offset: 0)) { try Base64.decode("--__") }
        #expect(throws: EncodingFailure.foreignByte(offset: 0)) { try Base64.decode("++//", alphabet: .url) }
    }

    @Test(arguments: [
        "Zm9v\r\nYmFy", "Zm9vYmFy\r\n", "Zm9vYmFy\n", "\r\nZm9vYmFy", "Z\r\nm9vYm\nFy", "Zm9vYmF\r\ny",
        "Z\nm\n9\nv\nY\nm\nF\ny\n",
    ])
    func readsLineBreaksAnywhere(text: String) throws {
        #expect(try Base64.decode(text) == Array("foobar".utf8))
    }

    @Test(arguments: ["Zg==\r\n", "Zg=\r\n=", "Zg\r\n==", "Z\ng==", "Zg\r\n", "\nZg"])
    func readsLineBreaksAroundPadding(text: String) throws {
        #expect(try Base64.decode(text) == Array("f".utf8))
    }

    @Test(
        arguments: [
            ("Zg=", .wrongPadding(offset: 2)), ("Zg===", .wrongPadding(offset: 4)), ("Zm8==", .wrongPadding(offset: 4)),
            ("Zm9v=", .wrongPadding(offset: 4)), ("Zm9v====", .wrongPadding(offset: 4)),
            ("=", .wrongPadding(offset: 0)),
            ("====", .wrongPadding(offset: 0)), ("Z===", .wrongPadding(offset: 1)),
            ("Zg==Zg==", .wrongPadding(offset: 4)),
            ("Zm8=Zg", .wrongPadding(offset: 4)), ("Zg=g", .wrongPadding(offset: 3)),
            ("Zg=\n", .wrongPadding(offset: 2)),
            ("Z", .endsEarly), ("Zm9vY", .endsEarly), ("Zm9v\r\nY\r\n", .endsEarly),
            ("Zh==", .strayBits), ("Zm9=", .strayBits), ("Zh", .strayBits), ("Zm9vZm9", .strayBits),
            ("Zm9v YmFy", .foreignByte(offset: 4)), (" Zm9v", .foreignByte(offset: 0)),
            ("Zm9v\t", .foreignByte(offset: 4)),
            ("Zm9v\0", .foreignByte(offset: 4)), ("Zm9vé", .foreignByte(offset: 4)), ("Zm.v", .foreignByte(offset: 2)),
            ("Zg=*", .foreignByte(offset: 3)), ("Zm9vYmFyZm9vYm!yZm9v", .foreignByte(offset: 14)),
        ] as [(String, EncodingFailure)])
    func refusesWhatNoEncoderWrites(text: String, failure: EncodingFailure) {
        #expect(throws: failure) { try Base64.decode(text) }
    }

    @Test func pastedKeysMayHoldBlanks() throws {
        #expect(try Base64.decode(" Zm9v\tYm Fy \r\n", skipping: .ignored) == Array("foobar".utf8))
        #expect(try Base64.decode("Zg = =\n", skipping: .ignored) == Array("f".utf8))
        #expect(throws: EncodingFailure.foreignByte(offset: 2)) { try Base64.decode("Zm\u{B}9v", skipping: .ignored) }
    }

    @Test func aFailureAppendsNothing() {
        var bytes: [UInt8] = [1, 2]
        let text = Array("Zm9vYmFyZm9vYmFyZh==".utf8)
        #expect(throws: EncodingFailure.strayBits) {
            try Base64.decode(text.span, alphabet: .standard, into: &bytes)
        }
        #expect(bytes == [1, 2])
    }

    @Test func outputsAreAppended() throws {
        var bytes: [UInt8] = [1, 2]
        let text = Array("Zg".utf8)
        try Base64.decode(text.span, alphabet: .standard, into: &bytes)
        Base64.encode([3].span, alphabet: .standard, padded: false, into: &bytes)
        #expect(bytes == [1, 2, 102] + Array("Aw".utf8))
    }

    @Test func countsAreWhatIsWritten() {
        for count in 0..<100 {
            for padded in [true, false] {
                let text = Base64.encode([UInt8](repeating: 0, count: count), alphabet: .standard, padded: padded)
                #expect(Base64.encodedCount(of: count, padded: padded) == text.utf8.count)
                #expect(Base64.decodedCapacity(of: text.utf8.count) >= count)
            }
        }
    }
}
