import FormText
import JSONText
import Primitives
import Revocation

/// What the clear bodies of a dialect are.
package enum BodyFormat: Sendable {
    case json
    case form
    /// Whichever stands there, however it is labelled: clients of one API send both.
    case jsonOrForm

    /// Whether a body is to be read as JSON: where both may stand there, one whose first non-space byte opens an object.
    func isJSON(_ body: Span<UInt8>) -> Bool {
        switch self {
        case .json: return true
        case .form: return false
        case .jsonOrForm:
            for index in body.indices {
                switch body[index] {
                case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: "\n"): continue
                case let byte: return byte == UInt8(ascii: "{")
                }
            }
            return false
        }
    }
}

/// One to four names that are looked up together in a body of either format. Made once and kept.
package struct BodyNames: Sendable, ExpressibleByArrayLiteral {
    let json: JSONNames
    let form: FormNames

    package init(arrayLiteral names: StaticString...) {
        self.json = JSONNames(names)
        self.form = FormNames(names.map(\.description))
    }
}

/// The named members of a JSON object, or the named parameters of a form.
///
/// `null` in JSON and a parameter without a value count as absent (RFC 6749 § 3.2).
package struct BodyFields {
    package enum Failure: Error, Equatable {
        /// Neither format, or not the one asked for.
        case malformed
        /// A name that is looked up stands twice.
        case repeated
    }

    private enum Fields {
        case json(JSONMembers)
        case form(FormFields)
    }

    private let fields: Fields

    package init(of body: Span<UInt8>, as format: BodyFormat, _ names: BodyNames) throws(Failure) {
        if format.isJSON(body) {
            do throws(JSONFailure) {
                self.fields = .json(try JSONMembers(of: body, names.json))
            } catch {
                throw error.fault == .duplicateName ? .repeated : .malformed
            }
        } else {
            do throws(FormFailure) {
                self.fields = .form(try FormFields(of: body, names.form))
            } catch {
                throw error.fault == .duplicateName ? .repeated : .malformed
            }
        }
    }

    /// Whether the name at this place of the names has a value, of whichever type.
    package func has(_ index: Int) -> Bool {
        switch self.fields {
        case .json(let members): members[index].map { $0.kind != .null } ?? false
        case .form(let fields): fields[index] != nil
        }
    }

    /// Calls `read` with the characters of the string at this place, as UTF-8; they are wiped after it.
    ///
    /// - Returns: nil where there is no value.
    /// - Throws: `wrongType` for a JSON value that is no string.
    package func withString<Result>(
        _ index: Int, of body: Span<UInt8>, _ read: (Span<UInt8>) throws(DialectParseFailure) -> Result
    ) throws(DialectParseFailure) -> Result? {
        switch self.fields {
        case .json(let members):
            guard let value = members[index], value.kind != .null else { return nil }
            return try value.withString(of: body, read)
        case .form(let fields):
            guard let value = fields[index] else { return nil }
            guard value.isEncoded else { return try read(body.extracting(value.range)) }
            let text = SecretBuffer(capacity: value.range.count)
            FormText.forEachPiece(of: value, in: body) { text.append($0) }
            return try read(text.bytes)
        }
    }
}
