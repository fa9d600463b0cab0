package import Primitives
package import Revocation

/// The revocation APIs of contract.md, by the names of the configuration.
package enum DialectName: String, Sendable, CaseIterable {
    case tokenService = "token-service"
    case digilocker
    case screeningEagle = "screening-eagle"
    case rfc7009
    case native
    case introspection
}

/// One revocation API as a server: how its requests are read and its replies are written. A row of ``Dialect/table``.
package struct Dialect: Sendable {
    package let name: DialectName
    /// The `Content-Type` values (type and subtype, lower case) that its clear bodies and sealed bodies come in.
    package let contentTypes: [StaticString]
    /// Whether bodies may only travel sealed unless the route says `plaintext: allow`.
    package let expectsCipher: Bool
    /// The status for a token that its authority does not know; 200 where that counts as revoked.
    package let unknownTokenStatus: Int
    package let parse: @Sendable (Span<UInt8>) throws(DialectParseFailure) -> DialectRequest
    /// Appends the body that says the token is dead, with what else is known of it where the style says so.
    package let renderRevoked: @Sendable (DialectRequest, TokenDetails?, ReplyStyle, SecretBuffer) -> Void
    /// Appends the body of a refusal: its HTTP status and a phrase that names no secret.
    package let renderRefusal: @Sendable (Int, StaticString, SecretBuffer) -> Void

    /// The dialects that this build carries out as a server.
    package static let table: [Dialect] = [.tokenService]

    package static func named(_ name: DialectName) -> Dialect? {
        self.table.first { $0.name == name }
    }
}

/// What a dialect's request says, before anybody asked who sent it.
package struct DialectRequest: Sendable {
    package let subject: Subject
    package let hint: TokenKind?

    package init(subject: Subject, hint: TokenKind? = nil) {
        self.subject = subject
        self.hint = hint
    }
}

/// The two shapes of a token-service success (seed 000: response sample, and response after decryption).
package enum ReplyStyle: String, Sendable, CaseIterable {
    case enveloped
    case flat
}

/// Why a body is not a well-formed request of its dialect.
package enum DialectParseFailure: Error, Equatable {
    /// Not the format (JSON, form) that the dialect asks for.
    case malformed
    case missingSubject
    /// The subject is there and is not a string.
    case wrongType
    case emptySubject
    case subjectTooLong
}
