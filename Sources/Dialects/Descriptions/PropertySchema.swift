package import JSONText
import Revocation

/// Schemas of properties that several dialects have, in both formats of a body.
package enum PropertySchema {
    static func subject(_ description: String, type: JSONTree = "string") -> JSONTree {
        [
            "type": type, "minLength": 1, "maxLength": .integer(Subject.maximumLength),
            "description": "\(description) At most \(Subject.maximumLength) bytes as UTF-8.",
        ]
    }

    /// A text that may be left out, where null in JSON and an empty one in a form count as left out (RFC 6749 § 3.2).
    package static func optional(_ description: String, in format: DescribedRequest.Format) -> JSONTree {
        switch format {
        case .json: ["type": ["string", "null"], "description": .string(description)]
        case .form: ["type": "string", "description": .string(description)]
        }
    }

    /// What kind of token it is.
    static func hint(_ words: [String], _ rule: HintRule, in format: DescribedRequest.Format) -> JSONTree {
        let listed = words.map { "`\($0)`" }.joined(separator: ", ")
        guard rule == .strict else {
            return self.optional("What kind of token it is: \(listed). Any other text is passed over.", in: format)
        }
        let none: JSONTree = format == .json ? .null : ""
        return [
            "enum": .array(words.map { .string($0) } + [none]),
            "description": "What kind of token it is; may be left out. Any other text is refused.",
        ]
    }
}

extension TokenRequest {
    static let hintWords = [TokenKind.accessToken.hint, TokenKind.refreshToken.hint]

    /// As the description of a dialect shows it.
    ///
    /// - Parameters:
    ///   - token: what is asked for.
    ///   - secondHintName: another name that the hint may have, never beside the first.
    static func described(
        as format: DescribedRequest.Format, token: String = "The token that is to be revoked.", hintName: String, secondHintName: String? = nil, _ rule: HintRule
    ) -> DescribedRequest {
        let hint = PropertySchema.hint(self.hintWords, rule, in: format)
        var properties: [JSONTree.Member] = [
            JSONTree.Member("token", PropertySchema.subject(token)),
            JSONTree.Member(hintName, hint),
        ]
        var rules = [JSONTree.Member("required", ["token"])]
        if let secondHintName {
            properties.append(JSONTree.Member(secondHintName, hint))
            rules.append(JSONTree.Member("not", ["required": [.string(hintName), .string(secondHintName)]]))
        }
        return DescribedRequest(
            mediaType: format == .json ? "application/json" : "application/x-www-form-urlencoded", format: format,
            properties: properties, rules: rules,
            example: .object([
                JSONTree.Member("token", "45ghiukldjahdnhzdauz"), JSONTree.Member(hintName, "refresh_token"),
            ]))
    }
}
