import FormText
import Testing

struct FieldsTests {
    private static let names: FormNames = ["token", "token_type_hint"]

    @Test(
        arguments: [
            ("token=abc&token_type_hint=access_token", "abc", "access_token"),
            ("token_type_hint=access_token&token=abc", "abc", "access_token"),
            ("token=abc", "abc", nil), ("a=1&token=abc&b=2", "abc", nil), ("", nil, nil), ("&", nil, nil),
            ("&&token=abc&&", "abc", nil), ("token=a=b==", "a=b==", nil), ("token==", "=", nil),
            ("=abc", nil, nil), ("=", nil, nil), ("abc", nil, nil), ("token", nil, nil), ("token=", nil, nil),
            ("token=&token_type_hint", nil, nil), ("token_=1&toke=2&Token=3&tokenn=4", nil, nil),
            ("x=1&x=2&x&x", nil, nil), ("token=a;token_type_hint=b", "a;token_type_hint=b", nil),
            ("token=a?b/c:d@e,f!g'h(i)j*k-l.m_n~o", "a?b/c:d@e,f!g'h(i)j*k-l.m_n~o", nil),
        ] as [(String, String?, String?)])
    func valuesAreFoundByName(form: String, token: String?, hint: String?) throws {
        #expect(try Reading(form, Self.names).texts == [token, hint])
    }

    @Test(arguments: ["token", "%74oken", "toke%6e", "toke%6E", "%74%6F%6B%65%6E"])
    func namesAreComparedDecoded(name: String) throws {
        #expect(try Reading("\(name)=abc", ["tok", "tokens", "token"]).texts == [nil, nil, "abc"])
    }

    @Test(arguments: ["token+", "+token", "%20token", "token%00", "%2574oken", "tok", "%74oke", "%74okens", "%54oken"])
    func otherNamesDoNotMatch(name: String) throws {
        #expect(try Reading("\(name)=abc", Self.names).texts == [nil, nil])
    }

    @Test func aNameWithASpaceIsFoundHoweverTheSpaceIsEncoded() throws {
        for name in ["a+b", "a%20b"] { #expect(try Reading("\(name)=1", ["a b"]).texts == ["1"]) }
    }

    @Test func aNameIsFoundAtEachOfFourPlaces() throws {
        #expect(try Reading("d=4&b=2&a=1&c=3", ["a", "b", "c", "d"]).texts == ["1", "2", "3", "4"])
    }

    @Test(arguments: [
        ("token=a&token=a", 8), ("token=a&token=b", 8), ("token=a&%74oken=b", 8), ("tok%65n=a&token=b", 10),
        ("token&token=b", 6), ("token=&token=b", 7), ("token=a&token", 8), ("token=a&token=", 8), ("token&token", 6),
        ("token=a&x=1&x=2&token=b", 16), ("x=1&x=2&&token=a&&token=b", 18),
    ])
    func aNameThatOccursTwiceIsRefused(form: String, offset: Int) {
        #expect(failure(of: Array(form.utf8), Self.names) == FormFailure(.duplicateName, at: offset))
        #expect(failure(of: Array(form.utf8), ["y"]) == nil)
    }

    @Test(arguments: [
        ("token=%", 6), ("token=%4", 6), ("token=%4&x=1", 6), ("token=a%zz", 7), ("token=%4g", 6), ("token=%g4", 6),
        ("token=%%41", 6), ("token=%+4", 6), ("token=%u0041", 6), ("%=1", 0), ("to%ken=1", 2), ("x=%", 2), ("x%=1", 1),
        ("token=a&x=1&y=%-1", 14), ("token=%C3%", 9), ("token=%C3%A", 9), ("token=%41%", 9),
    ])
    func anEscapeWithoutTwoDigitsIsRefused(form: String, offset: Int) {
        #expect(failure(of: Array(form.utf8)) == FormFailure(.malformedEscape, at: offset))
    }

    @Test(arguments: [
        ("token=%FF", 6), ("token=a%80", 7), ("token=%C3", 6), ("token=%C3&x=1", 6), ("token=%C3%28", 6),
        ("token=%C3x", 6), ("token=%C3+", 6), ("token=%C0%AF", 6), ("token=%C1%BF", 6), ("token=%E0%9F%BF", 6),
        ("token=%ED%A0%80", 6), ("token=%F0%8F%BF%BF", 6), ("token=%F4%90%80%80", 6), ("token=%F5%80%80%80", 6),
        ("token=%E2%82", 6), ("token=%F0%9F%98", 6), ("token=ok%E2%82&x", 8), ("%FF=1", 0), ("x=1&y=%FE", 6),
        ("to%C3=%A9", 2),
    ])
    func aPartThatIsNotUTF8IsRefused(form: String, offset: Int) {
        #expect(failure(of: Array(form.utf8)) == FormFailure(.notUTF8, at: offset))
    }

    @Test func aByteThatIsNotASCIICountsAsItsEscapeDoes() throws {
        let raw = Array("token=é€😀".utf8)
        #expect(try Reading(raw, ["token"]).texts == ["é€😀"])
        for index in 6..<raw.count {
            let half = Array(raw[..<index]) + Array("%\(String(raw[index], radix: 16))".utf8) + raw[(index + 1)...]
            #expect(try Reading(half, ["token"]).texts == ["é€😀"])
            #expect(failure(of: Array(raw[..<index]) + [0xFF] + raw[(index + 1)...])?.fault == .notUTF8)
        }
    }

    @Test func controlsAndSpacesMustBeEncoded() {
        for byte in Array(0...0x20) + [0x7F] as [UInt8] {
            let refused = FormFailure(.unencodedByte, at: 8)
            #expect(failure(of: Array("token=ab".utf8) + [byte]) == refused)
            #expect(failure(of: Array("token=ab".utf8) + [byte] + Array("cdefghijklm".utf8)) == refused)
            #expect(failure(of: Array("to=1&x=1".utf8) + [byte] + Array("=1".utf8)) == refused)
        }
        #expect(failure(of: Array("token=%00%0d%0A%7f%20".utf8)) == nil)
    }

    /// One byte of each value, at each place of the words of eight bytes and of what is left over.
    @Test func everyByteIsSeenAtEveryPlace() throws {
        for place in 6..<26 {
            for byte in UInt8.min ... .max {
                // %44 is an escape.
                var form = Array("token=44444444444444444444".utf8)
                form[place] = byte
                let fault: FormFault? =
                    switch byte {
                    case ...0x20, 0x7F: .unencodedByte
                    case UInt8(ascii: "%"): place < 24 ? nil : .malformedEscape
                    case 0x80...: .notUTF8
                    default: nil
                    }
                #expect(failure(of: form)?.fault == fault)
                guard fault == nil else { continue }
                let values = ReferenceForm(form)?.values(of: ["token"])
                #expect(try Reading(form, ["token"]).texts == values)
            }
        }
    }
}
