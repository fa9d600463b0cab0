/// Whatever the bytes are, reading ends in members or in a failure inside the document, and what is found can be
/// unescaped, escaped and read again to the same text.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzJSONText(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let document = Array(UnsafeBufferPointer(start: start, count: count))
    do throws(JSONFailure) {
        let members = try JSONMembers(of: document.span, fuzzedNames)
        for place in 0..<fuzzedNames.count {
            guard let value = members[place] else { continue }
            check(value, in: document)
        }
        checkPointers(into: document, isObject: true)
    } catch {
        precondition((0...count).contains(error.offset), "offset outside the document")
        if error.fault != .duplicateName { checkPointers(into: document, isObject: false) }
    }
    return 0
}

/// A pointer of one step finds what is found by name, and a longer one finds it from there.
private func checkPointers(into document: [UInt8], isObject: Bool) {
    for (place, name) in ["a", "token", "tokenReferenceId", "data"].enumerated() {
        for steps in ["/\(name)", "/\(name)/token", "/\(name)/0/a"] {
            guard let pointer = try? JSONPointer(steps) else { preconditionFailure("a pointer is refused") }
            do throws(JSONFailure) {
                let found = try pointer.find(in: document.span)
                if isObject, steps == "/\(name)" {
                    precondition(found == (try? JSONMembers(of: document.span, fuzzedNames))?[place], "found elsewhere")
                }
                if let found { check(found, in: document) }
            } catch {
                precondition((0...document.count).contains(error.offset), "offset outside the document")
                precondition(!isObject || error.fault == .duplicateName, "an object is valid by name only")
            }
        }
    }
    guard let fuzzed = try? JSONPointer("/" + String(decoding: document.prefix(32), as: UTF8.self)) else { return }
    if let found = try? fuzzed.find(in: document.span) { check(found, in: document) }
}

private let fuzzedNames: JSONNames = ["a", "token", "tokenReferenceId", "data"]

private func check(_ value: JSONValue, in document: [UInt8]) {
    precondition(value.range.lowerBound > 0 && value.range.upperBound < document.count, "range outside the document")
    switch value.kind {
    case .string: checkString(value, in: document)
    case .number: _ = JSONText.integer(value, of: document.span)
    case .object: checkObject(value, in: document)
    case .bool, .null, .array: break
    }
}

private func checkString(_ value: JSONValue, in document: [UInt8]) {
    var text: [UInt8] = []
    JSONText.appendString(value, of: document.span, to: &text)
    precondition(String(validating: text, as: UTF8.self) != nil, "not UTF-8")
    if !value.hasEscapes { precondition(text == Array(document[value.content]), "no escapes and not the same") }
    var again = Array(#"{"a":""#.utf8)
    JSONText.appendEscaped(text.span, to: &again)
    again += Array(#""}"#.utf8)
    guard let members = try? JSONMembers(of: again.span, fuzzedNames), let found = members[0] else {
        preconditionFailure("what was escaped is refused")
    }
    var textAgain: [UInt8] = []
    JSONText.appendString(found, of: again.span, to: &textAgain)
    precondition(text == textAgain, "escaped and read again it is another text")
}

private func checkObject(_ value: JSONValue, in document: [UInt8]) {
    do throws(JSONFailure) {
        let inner = try JSONMembers(of: value, in: document.span, fuzzedNames)
        for place in 0..<fuzzedNames.count {
            guard let found = inner[place] else { continue }
            precondition(value.range.contains(found.range.lowerBound), "found outside its object")
            check(found, in: document)
        }
    } catch {
        precondition(error.fault == .duplicateName, "an object that was valid is refused for \(error.fault)")
    }
}
