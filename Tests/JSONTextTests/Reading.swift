import JSONText

/// What a document gives when `names` are looked up, in a form that can be compared.
struct Reading: Equatable {
    /// The raw text of each value, by place; nil where there is none.
    let texts: [String?]
    let kinds: [JSONValue.Kind?]

    init(_ document: [UInt8], _ names: JSONNames, depthLimit: Int = JSONText.defaultDepthLimit) throws(JSONFailure) {
        let members = try JSONMembers(of: document.span, names, depthLimit: depthLimit)
        var texts: [String?] = []
        var kinds: [JSONValue.Kind?] = []
        for place in 0..<names.count {
            texts.append(members[place].map { String(decoding: document[$0.range], as: UTF8.self) })
            kinds.append(members[place]?.kind)
        }
        self.texts = texts
        self.kinds = kinds
    }

    init(_ document: String, _ names: JSONNames, depthLimit: Int = JSONText.defaultDepthLimit) throws(JSONFailure) {
        try self.init(Array(document.utf8), names, depthLimit: depthLimit)
    }
}

/// The failure of a document, or nil when it is valid.
func failure(of document: [UInt8], _ names: JSONNames = ["a"]) -> JSONFailure? {
    do throws(JSONFailure) {
        _ = try Reading(document, names)
        return nil
    } catch {
        return error
    }
}

/// The characters of the first name's value.
func string(in document: [UInt8], _ names: JSONNames = ["a"]) throws(JSONFailure) -> String? {
    let members = try JSONMembers(of: document.span, names)
    guard let value = members[0], value.kind == .string else { return nil }
    var text: [UInt8] = []
    JSONText.appendString(value, of: document.span, to: &text)
    return String(decoding: text, as: UTF8.self)
}
