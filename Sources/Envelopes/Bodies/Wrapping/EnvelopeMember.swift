import FormText
import JSONText

/// A named place in a body: the name of a member or form field, or a JSON Pointer.
struct EnvelopeMember: Sendable {
    let name: String
    let pointer: JSONPointer
    private let formNames: FormNames

    /// - Parameter name: a JSON Pointer (RFC 6901) when it begins with `/`, else the name itself.
    init(_ name: String) {
        self.name = name
        self.formNames = FormNames([name])
        if name.hasPrefix("/"), let pointer = try? JSONPointer(name) {
            self.pointer = pointer
        } else {
            let escaped = name.replacing("~", with: "~0").replacing("/", with: "~1")
            guard let pointer = try? JSONPointer("/" + escaped) else {
                preconditionFailure("a slash and a name without a bare tilde are a JSON Pointer")
            }
            self.pointer = pointer
        }
    }

    /// The characters of the text in a JSON document; of an object, its JSON. nil where there is no such member, or
    /// something else, or the document is none.
    func find(inJSON document: Span<UInt8>) -> [UInt8]? {
        guard let value = try? self.pointer.find(in: document) else { return nil }
        var text: [UInt8] = []
        switch value.kind {
        case .string: JSONText.appendString(value, of: document, to: &text)
        case .object: document.extracting(value.range).withUnsafeBytes { text.append(contentsOf: $0) }
        case .number, .bool, .null, .array: return nil
        }
        return text
    }

    /// The value of a form field; nil where there is none, or none but an empty one, or the form is none.
    func find(inForm form: Span<UInt8>) -> [UInt8]? {
        guard let value = try? FormFields(of: form, self.formNames)[0] else { return nil }
        var text: [UInt8] = []
        FormText.forEachPiece(of: value, in: form) { piece in
            piece.withUnsafeBytes { text.append(contentsOf: $0) }
        }
        return text
    }
}
