import Revocation

extension SubjectValue {
    /// The characters of a token or reference as a request may have them.
    static func read(_ text: Span<UInt8>) throws(DialectParseFailure) -> SubjectValue {
        guard !text.isEmpty else { throw .emptySubject }
        guard text.count <= Subject.maximumLength else { throw .subjectTooLong }
        return SubjectValue(copying: text)
    }
}

extension TokenKind {
    /// A `token_type_hint` of RFC 7009 § 2.1; nil for what is none, where that is passed over.
    static func read(_ text: Span<UInt8>, _ rule: HintRule) throws(DialectParseFailure) -> TokenKind? {
        for kind in [TokenKind.accessToken, .refreshToken] where ReplyCode.spells(text, kind.hint) { return kind }
        guard rule == .ignore else { throw .unsupportedHint }
        return nil
    }

    /// As a hint names it; that of a session is the gateway's own.
    package var hint: String {
        switch self {
        case .session: "session"
        case .accessToken: "access_token"
        case .refreshToken: "refresh_token"
        }
    }
}

/// The request that most APIs have: a `token`, and perhaps a hint of its type.
struct TokenRequest {
    /// - Parameter names: of the token, of the hint, and of another one for the hint if there is one.
    static func parse(
        _ body: Span<UInt8>, as format: BodyFormat, _ names: BodyNames, hasSecondHintName: Bool = false,
        _ rule: HintRule
    ) throws(DialectParseFailure) -> DialectRequest {
        let fields: BodyFields
        do throws(BodyFields.Failure) {
            fields = try BodyFields(of: body, as: format, names)
        } catch {
            throw .malformed
        }
        let value = try fields.withString(0, of: body) { (text) throws(DialectParseFailure) in
            try SubjectValue.read(text)
        }
        guard let value else { throw .missingSubject }
        var hintIndex = 1
        if hasSecondHintName, fields.has(2) {
            guard !fields.has(1) else { throw .malformed }
            hintIndex = 2
        }
        let hint = try fields.withString(hintIndex, of: body) { (text) throws(DialectParseFailure) in
            try TokenKind.read(text, rule)
        }
        return .one(SubjectRequest(subject: Subject(kind: .token, value: value), hint: hint ?? nil))
    }
}
