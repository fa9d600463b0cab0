package import Revocation

/// What a dialect's request says, before anybody asked who sent it.
package enum DialectRequest: Sendable {
    case one(SubjectRequest)
    /// 1 to ``batchLimit`` of them.
    case batch([SubjectRequest])

    package static let batchLimit = 1_000
}

/// One subject that is to be revoked.
package struct SubjectRequest: Sendable {
    package let subject: Subject
    package let hint: TokenKind?

    package init(subject: Subject, hint: TokenKind? = nil) {
        self.subject = subject
        self.hint = hint
    }
}

/// Why a body is not a well-formed request of its dialect.
package enum DialectParseFailure: Error, Equatable {
    /// Not the format (JSON, form) that the dialect asks for, or a member twice.
    case malformed
    case missingSubject
    /// Token and reference at once.
    case severalSubjects
    /// A member is there and is not a string.
    case wrongType
    case emptySubject
    case subjectTooLong
    /// A `token_type_hint` that is none, where that counts.
    case unsupportedHint
    /// A batch of none, or of more than ``DialectRequest/batchLimit``.
    case batchSize
}
