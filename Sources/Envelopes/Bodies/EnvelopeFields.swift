/// Header fields that are part of an envelope (a wrapped key, a code): what a profile asks for of a request, and what it
/// adds to a message. Most envelopes have none.
package struct EnvelopeFields: Equatable, Sendable {
    package struct Field: Equatable, Sendable {
        package let name: String
        package let value: [UInt8]
    }

    package private(set) var fields: [Field] = []

    package init() {}

    package var isEmpty: Bool { self.fields.isEmpty }

    package mutating func add(_ name: String, _ value: [UInt8]) {
        self.fields.append(Field(name: name, value: value))
    }

    /// The value of the field of a name, in any letter case; nil where there is none, or several.
    package func value(of name: String) -> [UInt8]? {
        let found = self.fields.filter { $0.name.lowercased() == name.lowercased() }
        return found.count == 1 ? found[0].value : nil
    }
}
