import Envelopes
import JSONText

/// The schema of a sealed body. What it opens to is an extension beside it: `contentSchema` of JSON Schema tells what text
/// decodes to, and that is ciphertext.
struct SealedSchema {
    private let profile: CipherProfile
    private let role: MessageRole
    /// Schema and example of what is sealed; nil where that is empty.
    private let opened: JSONTree?

    init(_ profile: CipherProfile, as role: MessageRole, opened: JSONTree?) {
        self.profile = profile
        self.role = role
        self.opened = opened
    }

    var mediaType: String { self.profile.contentType(of: self.role).description }

    /// As a media type.
    var media: JSONTree { Self.media([self], or: []) }

    /// One media type of which bodies may be sealed in several ways, or be what other schemas say.
    static func media(_ sealed: [SealedSchema], or others: [JSONTree]) -> JSONTree {
        let schemas = sealed.map(\.schema) + others
        let media: JSONTree = ["schema": schemas.count == 1 ? schemas[0] : ["anyOf": .array(schemas)]]
        guard let opened = sealed.lazy.compactMap(\.opened).first else { return media }
        return media.adding([JSONTree.Member("x-revgate-opened", opened)])
    }

    private var schema: JSONTree {
        switch self.profile.outerEncoding == .none ? self.profile.wrapper(of: self.role) : .none {
        case .none where self.profile.isJSON(as: self.role): return self.object([])
        case .none: return self.sealedText.adding([JSONTree.Member("description", .string(self.text))])
        case .json(let field): return self.object(Self.path(of: field))
        case .form(let field): return self.object([field])
        case .jsonValues:
            return [
                "type": "object", "additionalProperties": self.sealedText,
                "description": .string("\(self.text) Every text is sealed for itself."),
            ]
        }
    }

    /// The names on the way to a member: one, or those of a JSON Pointer (RFC 6901 § 4).
    private static func path(of field: String) -> [String] {
        guard field.hasPrefix("/") else { return [field] }
        return field.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map { segment in
            segment.split(separator: "~1", omittingEmptySubsequences: false)
                .map { $0.split(separator: "~0", omittingEmptySubsequences: false).joined(separator: "~") }
                .joined(separator: "/")
        }
    }

    /// An object with the sealed text at the end of a path.
    private func object(_ path: [String]) -> JSONTree {
        var schema = path.isEmpty ? ["type": "object"] : self.sealedText
        for name in path.reversed() {
            schema = [
                "type": "object", "required": [.string(name)],
                "properties": .object([JSONTree.Member(name, schema)]),
            ]
        }
        return schema.adding([JSONTree.Member("description", .string(self.text))])
    }

    private var sealedText: JSONTree {
        guard case .symmetric(let format) = self.profile.format, format.textPrefix.isEmpty,
            self.profile.outerEncoding == .none
        else { return ["type": "string"] }
        return [
            "type": "string", "contentEncoding": .string(format.encoding.name),
            "contentMediaType": "application/octet-stream",
        ]
    }

    private var text: String {
        let content = self.opened == nil ? " Opened, it is empty." : ""
        return "Sealed by profile `\(self.profile.name)`: \(self.content).\(self.fields)\(content)"
    }

    private var content: String {
        switch self.profile.format {
        case .jwe(let format):
            let form = format.serialization == .compact ? "in compact serialisation" : "in JSON serialisation"
            return "JSON Web Encryption (RFC 7516) \(form), with "
                + "\(format.keyManagement.map(\.rawValue).joined(separator: " or ")) and "
                + format.contentEncryption.map(\.rawValue).joined(separator: " or ")
        case .rsa: return "RSA under a public key"
        case .symmetric(let format):
            // What is more than this is told by the documents of the profile.
            let isPlain = self.profile.sessionKey == nil && format.mac == nil && format.magic.isEmpty
            guard isPlain, case .prefix = format.iv, case .suffix = format.tag else {
                return "\(format.encoding.rawValue) of \(format.algorithm.rawValue)"
            }
            let parts = [
                "an IV of \(format.ivLength) bytes", "the ciphertext",
                format.algorithm.mode == .gcm ? "the tag" : nil,
            ].compactMap { $0 }
            let listed = parts.dropLast().joined(separator: ", ") + " and \(parts[parts.count - 1])"
            return "\(format.encoding.rawValue) of \(listed)"
        }
    }

    private var fields: String {
        let names = self.profile.fieldNames
        return names.isEmpty ? "" : " Header fields belong to it: \(names.joined(separator: ", "))."
    }
}

extension BodyEncoding {
    /// RFC 4648, as JSON Schema names its encodings (Validation § 8.3).
    fileprivate var name: String {
        switch self {
        case .base64: "base64"
        case .base64url: "base64url"
        case .hex, .hexUpper: "base16"
        }
    }
}
