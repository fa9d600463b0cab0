package import Primitives
package import Revocation

/// One revocation API as a client: how a call is written to an upstream that speaks it, and how its reply is read. A
/// row of ``ClientDialect/table``.
package struct ClientDialect: Sendable {
    package let name: DialectName
    /// The `Content-Type` of clear and of sealed requests.
    package let clearContentType: StaticString
    package let sealedContentType: StaticString
    /// What decides where the configuration names no codes.
    package let codes: ClientCodes
    /// Whether its success is a code, so that a list of codes can take the place of its own rule.
    package let hasSuccessCodes: Bool
    /// Whether its own rule takes a code for success; a code that it takes so cannot also say that a token is unknown.
    package let isSuccess: @Sendable (String) -> Bool
    /// Whether this kind of subject has a place in a request.
    package let expresses: @Sendable (SubjectKind) -> Bool
    /// Appends the request's body in the clear; only for a subject that it expresses.
    package let renderRequest: @Sendable (RevocationCall, SecretBuffer) -> Void
    /// Reads an opened reply: its HTTP status, below 500 and no 429, and its body.
    package let readReply: @Sendable (Int, Span<UInt8>, ClientCodes) -> ClientReading

    /// The dialects that this build carries out as a client.
    package static let table: [ClientDialect] = [
        .tokenService, .digilocker, .screeningEagle, .rfc7009, .native,
    ]

    package static func named(_ name: DialectName) -> ClientDialect? {
        self.table.first { $0.name == name }
    }
}

/// Result codes as texts; a number counts by its decimal digits. The two lists share no code.
package struct ClientCodes: Equatable, Sendable {
    package enum Success: Equatable, Sendable {
        /// The dialect's own rule.
        case dialect
        case listed([String])
    }

    package var success: Success
    /// Token-level codes that say: no such live token.
    package var unknownToken: [String]

    package init(success: Success = .dialect, unknownToken: [String]) {
        self.success = success
        self.unknownToken = unknownToken
    }
}

/// What an upstream's reply says of the token.
package enum ClientReading: Equatable, Sendable {
    /// The time where the reply names it.
    case revoked(at: Timestamp?)
    case alreadyRevoked(at: Timestamp?)
    /// An explicit token-level code said so.
    case unknownToken
    /// The token is another client's there.
    case ownedByAnother
    /// Tokens of this kind are not revoked there.
    case unsupportedToken
    /// A bare 401 or 403: the gateway's own credential is not accepted. Never read as an unknown token.
    case credentialRefused
    /// Anything else, success included when it is contradicted.
    case notUnderstood
}
