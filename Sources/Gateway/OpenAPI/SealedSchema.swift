import Envelopes
import JSONText

/// The schema of sealed text. What it opens to is an extension beside it: `contentSchema` of JSON Schema tells what text
/// decodes to, and that is ciphertext.
struct SealedSchema {
    private let profile: CipherProfile
    /// Schema and example of what is sealed; nil where that is empty.
    private let opened: JSONTree?

    init(_ profile: CipherProfile, opened: JSONTree?) {
        self.profile = profile
        self.opened = opened
    }

    /// As a media type.
    var media: JSONTree { self.media(or: []) }

    /// The same where text of other schemas may stand in its place.
    func media(or others: [JSONTree]) -> JSONTree {
        let schema: JSONTree = others.isEmpty ? self.schema : ["anyOf": .array([self.schema] + others)]
        let media: JSONTree = ["schema": schema]
        return self.opened.map { media.adding([JSONTree.Member("x-revgate-opened", $0)]) } ?? media
    }

    private var schema: JSONTree {
        [
            "type": "string", "contentEncoding": .string(self.contentEncoding),
            "contentMediaType": "application/octet-stream", "description": .string(self.text),
        ]
    }

    private var text: String {
        guard case .symmetric(let format) = self.profile.format else {
            return "Sealed by profile `\(self.profile.name)`."
        }
        let parts = [
            format.ivLength > 0 ? "an IV of \(format.ivLength) bytes" : nil, "the ciphertext",
            self.profile.isAuthenticated ? "the tag" : nil,
        ].compactMap { $0 }
        let last = parts.count > 1 ? " and \(parts[parts.count - 1])" : ""
        let listed = parts[..<max(1, parts.count - 1)].joined(separator: ", ") + last
        let content = self.opened == nil ? " Opened, it is empty." : ""
        return "Sealed by profile `\(self.profile.name)`: \(format.encoding.rawValue) of \(listed).\(content)"
    }

    /// RFC 4648, as JSON Schema names its encodings (Validation § 8.3).
    private var contentEncoding: String {
        guard case .symmetric(let format) = self.profile.format else { return "base64" }
        return switch format.encoding {
        case .base64: "base64"
        case .base64url: "base64url"
        case .hex, .hexUpper: "base16"
        }
    }
}
