import JSONText
import Testing

struct LookupTests {
    @Test func answersByPlaceWhateverTheOrder() throws {
        let document = #"{"z":0,"d":null,"b":"x","other":{"a":9},"a":12,"c":[true]}"#
        let reading = try Reading(document, ["a", "b", "c", "d"])
        #expect(reading.texts == ["12", #""x""#, "[true]", "null"])
        #expect(reading.kinds == [.number, .string, .array, .null])
    }

    @Test func absentIsNotNull() throws {
        let reading = try Reading(#"{"a":null}"#, ["a", "b"])
        #expect(reading.kinds == [.null, nil])
    }

    @Test func kindsAreTold() throws {
        let reading = try Reading(#"{"a":true,"b":false,"c":{},"d":-1}"#, ["a", "b", "c", "d"])
        #expect(reading.kinds == [.bool(true), .bool(false), .object, .number])
    }

    @Test func namesInsideValuesAreNotFound() throws {
        let reading = try Reading(#"{"x":{"a":1},"y":[{"a":2}],"z":"\"a\":3"}"#, ["a"])
        #expect(reading.kinds == [nil])
    }

    @Test(arguments: ["A", "a ", " a", "aa", "", "á", "a\\u0000", "\\u0000a"])
    func otherNamesDoNotMatch(name: String) throws {
        #expect(try Reading(#"{"\#(name)":1}"#, ["a"]).kinds == [nil])
    }

    @Test(arguments: [
        "token", #"tok\u0065n"#, #"\u0074\u006f\u006B\u0065\u006E"#, #"\u0074oken"#, #"toke\u006e"#,
    ])
    func namesAreComparedUnescaped(name: String) throws {
        #expect(try Reading(#"{"\#(name)":1}"#, ["tok", "tokens", "token"]).kinds == [nil, nil, .number])
    }

    @Test(arguments: [
        (#"{"token":1,"token":1}"#, 11), (#"{"token":1,"tok\u0065n":2}"#, 11), (#"{"tok\u0065n":1,"token":2}"#, 16),
        (#"{"a":1,"token":null,"b":2,"token":null}"#, 26),
    ])
    func duplicatesOfALookedUpNameAreRefused(document: String, offset: Int) {
        #expect(failure(of: Array(document.utf8), ["x", "token"]) == JSONFailure(.duplicateName, at: offset))
        #expect(failure(of: Array(document.utf8), ["x", "y"]) == nil)
    }

    @Test func aDuplicateIsRefusedInsideToo() throws {
        let document = Array(#"{"data":{"a":1,"a":2}}"#.utf8)
        let members = try JSONMembers(of: document.span, ["data"])
        let data = try #require(members[0])
        #expect(throws: JSONFailure(.duplicateName, at: 15)) {
            try JSONMembers(of: data, in: document.span, ["a"])
        }
    }

    @Test func nestedObjectsAreReadInPlace() throws {
        let document = Array(#" {"resCode":200, "data": {"resCode":100,"resDesc":"Success"} } "#.utf8)
        let outer = try JSONMembers(of: document.span, ["resCode", "data"])
        let data = try #require(outer[1])
        let inner = try JSONMembers(of: data, in: document.span, ["resCode", "resDesc"])
        let code = try #require(inner[0])
        let integer = JSONText.integer(code, of: document.span)
        #expect(integer == 100)
        #expect(document[code.range] == ArraySlice("100".utf8))
        #expect(throws: JSONFailure(.notAnObject, at: code.range.lowerBound)) {
            try JSONMembers(of: code, in: document.span, ["a"])
        }
    }

    @Test func namesOfOneByteAndOfNoneAreFound() throws {
        #expect(try Reading(#"{"":1,"t":2}"#, ["t", ""]).texts == ["2", "1"])
    }
}
