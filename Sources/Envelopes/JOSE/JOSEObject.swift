import JSONText
import Primitives

/// What is wrong with a member; names are public.
enum JOSEFault: Error, Equatable {
    /// Not one JSON object, nested too deep, with too many members, or with a name that stands twice in an object.
    case notObject
    case notText(String)
    case notInteger(String)
    case notList(String)
    /// Not base64url as RFC 7515 § 2 has it.
    case notEncoded(String)
    /// Not there, or not what the profile allows.
    case notAllowed(String)

    /// nil: the whole.
    var member: String? {
        switch self {
        case .notObject: nil
        case .notText(let name), .notInteger(let name), .notList(let name): name
        case .notEncoded(let name), .notAllowed(let name): name
        }
    }
}

/// A JSON object whose names are unique, as are those of all objects inside of it.
struct JOSEObject: Sendable {
    private let document: SecretBytes
    private let values: [String: JSONValue]

    /// Reads a document that is one object.
    ///
    /// - Parameter members: most that it holds, with those of all objects and lists inside of it.
    init(_ document: SecretBytes, members: Int = JOSELimits.members) throws(JOSEFault) {
        let bytes = document.bytes
        let root: JSONValue?
        do throws(JSONFailure) {
            root = try Self.whole.find(in: bytes, depthLimit: JOSELimits.depth)
        } catch {
            throw .notObject
        }
        var left = members
        guard let root, root.kind == .object, Self.areNamesUnique(in: root, of: bytes, &left) else {
            throw .notObject
        }
        self.init(root, of: document)
    }

    private init(_ object: JSONValue, of document: SecretBytes) {
        let bytes = document.bytes
        var values: [String: JSONValue] = [:]
        var entries = JSONEntries(of: object, in: bytes, depthLimit: JOSELimits.depth)
        while let entry = entries.next() { values[Self.string(entry.name, of: bytes)] = entry.value }
        self.document = document
        self.values = values
    }

    var names: some Collection<String> { self.values.keys }

    func has(_ name: String) -> Bool { self.values[name] != nil }

    /// nil where there is no such member, as in all that follow.
    func text(_ name: String) throws(JOSEFault) -> String? {
        guard let value = self.values[name] else { return nil }
        guard value.kind == .string else { throw .notText(name) }
        let text = Self.string(value, of: self.document.bytes)
        guard !Self.tokens.contains(name) || text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
            throw .notText(name)
        }
        return text
    }

    func isTrue(_ name: String) -> Bool { self.values[name]?.kind == .bool(true) }

    func integer(_ name: String) throws(JOSEFault) -> Int64? {
        guard let value = self.values[name] else { return nil }
        guard let number = JSONText.integer(value, of: self.document.bytes) else { throw .notInteger(name) }
        return number
    }

    /// The characters of a text, as UTF-8.
    func characters(_ name: String) throws(JOSEFault) -> SecretBytes? {
        guard let value = self.values[name] else { return nil }
        guard value.kind == .string else { throw .notText(name) }
        let text = SecretBuffer(capacity: value.range.count)
        JSONText.forEachPiece(of: value, in: self.document.bytes) { text.append($0) }
        return SecretBytes(copying: text.bytes)
    }

    /// The bytes of a text in base64url.
    func octets(_ name: String) throws(JOSEFault) -> SecretBytes? {
        guard let text = try self.characters(name) else { return nil }
        guard let octets = JOSEText.decodeSecret(text.bytes) else { throw .notEncoded(name) }
        return octets
    }

    func object(_ name: String) throws(JOSEFault) -> JOSEObject? {
        guard let value = self.values[name] else { return nil }
        guard value.kind == .object else { throw .notObject }
        return JOSEObject(value, of: self.document)
    }

    /// A list of objects.
    func objects(_ name: String) throws(JOSEFault) -> [JOSEObject]? {
        var objects: [JOSEObject] = []
        guard let elements = try self.elements(name) else { return nil }
        for element in elements {
            guard element.kind == .object else { throw .notList(name) }
            objects.append(JOSEObject(element, of: self.document))
        }
        return objects
    }

    /// A list of texts.
    func texts(_ name: String) throws(JOSEFault) -> [String]? {
        var texts: [String] = []
        guard let elements = try self.elements(name) else { return nil }
        for element in elements {
            guard element.kind == .string else { throw .notList(name) }
            texts.append(Self.string(element, of: self.document.bytes))
        }
        return texts
    }

    private func elements(_ name: String) throws(JOSEFault) -> [JSONValue]? {
        guard let value = self.values[name] else { return nil }
        guard value.kind == .array else { throw .notList(name) }
        let bytes = self.document.bytes
        var elements = JSONElements(of: value, in: bytes, depthLimit: JOSELimits.depth)
        var values: [JSONValue] = []
        while let element = elements.next() { values.append(element) }
        return values
    }
}

extension JOSEObject {
    /// Members whose values RFC 7518 names in ASCII. Swift compares texts by canonical equivalence, under which the sign of
    /// the kelvin (U+212A) is a K.
    private static let tokens: Set<String> = ["alg", "enc", "zip", "kty", "crv"]

    private static let whole: JSONPointer = {
        guard let pointer = try? JSONPointer("") else { preconditionFailure("the empty pointer is a pointer") }
        return pointer
    }()

    private static func string(_ value: JSONValue, of document: Span<UInt8>) -> String {
        var text: [UInt8] = []
        JSONText.appendString(value, of: document, to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// Recurses no deeper than the depth limit of the document.
    ///
    /// - Parameter left: members and elements that may still come; beyond them the answer is false.
    private static func areNamesUnique(
        in value: JSONValue, of document: Span<UInt8>, _ left: inout Int
    ) -> Bool {
        switch value.kind {
        case .object:
            var names: Set<[UInt8]> = []
            var entries = JSONEntries(of: value, in: document, depthLimit: JOSELimits.depth)
            while let entry = entries.next() {
                var name: [UInt8] = []
                JSONText.appendString(entry.name, of: document, to: &name)
                left -= 1
                guard left >= 0, names.insert(name).inserted, self.areNamesUnique(in: entry.value, of: document, &left)
                else { return false }
            }
        case .array:
            var elements = JSONElements(of: value, in: document, depthLimit: JOSELimits.depth)
            while let element = elements.next() {
                left -= 1
                guard left >= 0, self.areNamesUnique(in: element, of: document, &left) else { return false }
            }
        case .string, .number, .bool, .null: break
        }
        return true
    }
}
