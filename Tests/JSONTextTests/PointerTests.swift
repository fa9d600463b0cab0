import JSONText
import Testing

struct PointerTests {
    /// The document of RFC 6901 § 5.
    private static let example = #"""
        {
           "foo": ["bar", "baz"],
           "": 0,
           "a/b": 1,
           "c%d": 2,
           "e^f": 3,
           "g|h": 4,
           "i\\j": 5,
           "k\"l": 6,
           " ": 7,
           "m~n": 8
        }
        """#

    /// The text of the value that a pointer leads to.
    private func found(
        _ pointer: String, in document: String, depthLimit: Int = JSONText.defaultDepthLimit
    ) throws -> String? {
        let bytes = Array(document.utf8)
        let value = try JSONPointer(pointer).find(in: bytes.span, depthLimit: depthLimit)
        return value.map { String(decoding: bytes[$0.range], as: UTF8.self) }
    }

    private func failure(_ pointer: String, in document: String, depthLimit: Int = 32) throws -> JSONFailure? {
        let bytes = Array(document.utf8)
        let pointer = try JSONPointer(pointer)
        do throws(JSONFailure) {
            _ = try pointer.find(in: bytes.span, depthLimit: depthLimit)
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: [
        ("", example), ("/foo", #"["bar", "baz"]"#), ("/foo/0", #""bar""#), ("/", "0"), ("/a~1b", "1"), ("/c%d", "2"),
        ("/e^f", "3"), ("/g|h", "4"), (#"/i\j"#, "5"), (#"/k"l"#, "6"), ("/ ", "7"), ("/m~0n", "8"),
    ])
    func examplesOfTheRFCAreFound(pointer: String, text: String) throws {
        #expect(try self.found(pointer, in: Self.example) == text)
    }

    @Test(arguments: ["foo", "a/b", "#/foo", " /foo"])
    func pointerWithoutSlashIsRefused(text: String) {
        #expect(throws: JSONPointerFault.noSlash) { try JSONPointer(text) }
    }

    @Test(arguments: ["/~", "/a~", "/~2", "/~/a", "/a~b/c"])
    func otherEscapesAreRefused(text: String) {
        #expect(throws: JSONPointerFault.unknownEscape) { try JSONPointer(text) }
    }

    @Test func tildeOneIsNotDecodedTwice() throws {
        #expect(try self.found("/~01", in: #"{"~1":1,"/":2}"#) == "1")
    }

    @Test func onlyTheEmptyPointerIsWhole() throws {
        #expect(try JSONPointer("").isWhole)
        #expect(try !JSONPointer("/").isWhole)
    }

    @Test(arguments: [
        ("/data/0/token", #"{"data":[{"token":"x"},{"token":"y"}]}"#, #""x""#),
        ("/data/1/token", #"{"data":[{"token":"x"},{"token":"y"}]}"#, #""y""#),
        ("/1/0", "[1,[2]]", "2"), ("/a/b", #"{"a":{"b":null}}"#, "null"), ("/a/0", #"{"a":{"0":true}}"#, "true"),
        ("/a/b", #"{"a":{"x":{"b":1},"b":2}}"#, "2"), ("/tok", #"{"t\u006fk":"e\u0301"}"#, #""e\u0301""#),
        ("/a", #" { "a" : 1 } "#, "1"), ("/ü", #"{"ü":1}"#, "1"),
        ("/a/10", #"{"a":[0,1,2,3,4,5,6,7,8,9,"ten"]}"#, #""ten""#),
    ])
    func valueIsFoundWhereItIs(pointer: String, document: String, text: String) throws {
        #expect(try self.found(pointer, in: document) == text)
    }

    @Test(arguments: [
        ("/b", #"{"a":1}"#), ("/a/b", #"{"a":1}"#), ("/a/b", #"{"a":"b"}"#), ("/a/b", #"{"a":{}}"#), ("/0", "[]"),
        ("/2", "[0,1]"), ("/-", "[0]"), ("/01", "[0,1]"), ("/+1", "[0,1]"), ("/1.0", "[0,1]"), ("/a", "[0]"),
        ("/a", "1"), ("/a/", #"{"a":[0]}"#), ("/18446744073709551616", "[0]"), ("/A", #"{"a":1}"#),
        ("/a", #"{"aa":1}"#), ("/aa", #"{"a":1}"#), ("/a", #"{"b":{"a":1}}"#), ("/é", #"{"e\u0301":1}"#),
    ])
    func valueThatIsNotThereIsAbsent(pointer: String, document: String) throws {
        #expect(try self.found(pointer, in: document) == nil)
    }

    @Test func repeatedNameOnTheWayIsRefused() throws {
        #expect(try self.failure("/a/b", in: #"{"a":{"b":1},"a":{}}"#) == JSONFailure(.duplicateName, at: 13))
        #expect(try self.failure("/a/b", in: #"{"a":{"b":1,"\u0062":1}}"#) == JSONFailure(.duplicateName, at: 12))
        #expect(try self.failure("/a/b", in: #"{"a":{"b":1,"c":1,"c":1},"d":1,"d":2}"#) == nil)
    }

    @Test(arguments: [
        (#"{"a":1,}"#, JSONFault.trailingComma, 6), (#"{"a":1}x"#, .trailingText, 7), ("", .empty, 0),
        (#"{"a":1,"b":tru}"#, .misspeltLiteral, 14), (#"{"b":[1,2}"#, .noComma, 9), (#"{"a":1"#, .endsEarly, 6),
        ("\u{FEFF}{}", .byteOrderMark, 0), (#"{"z":"\ud800","a":1}"#, .loneSurrogate, 6), ("[1", .endsEarly, 2),
    ])
    func wholeDocumentIsValidated(document: String, fault: JSONFault, offset: Int) throws {
        for pointer in ["/a", "/0", "/z/a"] {
            #expect(try self.failure(pointer, in: document) == JSONFailure(fault, at: offset))
        }
    }

    @Test func depthCountsOnTheWayToo() throws {
        let document = #"{"a":[{"b":[]}]}"#
        for pointer in ["/a/0/b", "/a/0/b/0", "/x", "/a", ""] {
            #expect(try self.failure(pointer, in: document, depthLimit: 4) == nil)
            #expect(try self.failure(pointer, in: document, depthLimit: 3) == JSONFailure(.tooDeep, at: 11))
        }
        let deep = String(repeating: "/0", count: 1_000)
        let nested = String(repeating: "[", count: 1_000) + String(repeating: "]", count: 1_000)
        #expect(try self.failure(deep, in: nested) == JSONFailure(.tooDeep, at: 32))
    }
}
