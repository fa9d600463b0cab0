import Primitives
package import Revocation

/// One API as a client: how an upstream that speaks it is asked, and how its reply is read. A row of
/// ``ClientDialect/table``.
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
    package let operation: ClientOperation

    /// The dialects that this build carries out as a client.
    package static let table: [ClientDialect] = [
        .tokenService, .digilocker, .screeningEagle, .rfc7009, .native, .introspection,
    ]

    package static func named(_ name: DialectName) -> ClientDialect? {
        self.table.first { $0.name == name }
    }

    init(
        name: DialectName, clearContentType: StaticString, sealedContentType: StaticString, codes: ClientCodes,
        hasSuccessCodes: Bool, isSuccess: @escaping @Sendable (String) -> Bool, operation: ClientOperation
    ) {
        self.name = name
        self.clearContentType = clearContentType
        self.sealedContentType = sealedContentType
        self.codes = codes
        self.hasSuccessCodes = hasSuccessCodes
        self.isSuccess = isSuccess
        self.operation = operation
    }

    /// One that revokes.
    init(
        name: DialectName, clearContentType: StaticString, sealedContentType: StaticString, codes: ClientCodes,
        hasSuccessCodes: Bool, isSuccess: @escaping @Sendable (String) -> Bool,
        expresses: @escaping @Sendable (SubjectKind) -> Bool, hintNarrows: Bool = false,
        renderRequest: @escaping @Sendable (RevocationCall, SecretBuffer) -> Void,
        readReply: @escaping @Sendable (Int, Span<UInt8>, ClientCodes) -> ClientReading
    ) {
        self.init(
            name: name, clearContentType: clearContentType, sealedContentType: sealedContentType, codes: codes,
            hasSuccessCodes: hasSuccessCodes, isSuccess: isSuccess,
            operation: .revocation(
                RevocationClient(
                    expresses: expresses, hintNarrows: hintNarrows, renderRequest: renderRequest, readReply: readReply))
        )
    }

    /// Whether calls are what it is asked for.
    package var revokes: Bool { if case .revocation = self.operation { true } else { false } }
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
