package import Primitives
package import Revocation

/// What an upstream is asked for in a dialect.
package enum ClientOperation: Sendable {
    /// That tokens die.
    case revocation(RevocationClient)
    /// Whether a token lives.
    case introspection(IntrospectionClient)
}

/// How calls are written and their replies read.
package struct RevocationClient: Sendable {
    /// Whether this kind of subject has a place in a request.
    package let expresses: @Sendable (SubjectKind) -> Bool
    /// Whether the service looks among tokens of the hint's type only.
    package let hintNarrows: Bool
    /// Appends the request's body in the clear; only for a subject that it expresses.
    package let renderRequest: @Sendable (RevocationCall, SecretBuffer) -> Void
    /// Reads an opened reply: its HTTP status, below 500 and no 429, and its body.
    package let readReply: @Sendable (Int, Span<UInt8>, ClientCodes) -> ClientReading
}

/// How questions about tokens are written and their replies read.
package struct IntrospectionClient: Sendable {
    /// Appends the request's body in the clear; only for a token.
    package let renderRequest: @Sendable (SubjectRequest, SecretBuffer) -> Void
    /// Reads an opened reply: its HTTP status, below 500 and no 429, and its body.
    package let readReply: @Sendable (Int, Span<UInt8>) -> ActivityReading
}

/// What an upstream's reply says of a token that it was asked about.
package enum ActivityReading: Equatable, Sendable {
    /// Its expiry may be over.
    case active(ActiveToken)
    case inactive
    /// 401 or 403: the gateway's own credential is not accepted.
    case credentialRefused
    /// Anything else.
    case notUnderstood
}
