package import Primitives

/// The revocation APIs of contract.md, by the names of the configuration.
package enum DialectName: String, Sendable, CaseIterable {
    case tokenService = "token-service"
    case digilocker
    case screeningEagle = "screening-eagle"
    case rfc7009
    case native
    case introspection
}

/// One API as a server: how its requests are read and its replies are written. A row of ``Dialect/table``.
package struct Dialect: Sendable {
    package let name: DialectName
    /// What its clear bodies are.
    package let bodies: BodyFormat
    /// The `Content-Type` values (type and subtype, lower case) that its clear bodies come in.
    package let contentTypes: [StaticString]
    /// Whether bodies may only travel sealed unless the route says `plaintext: allow`.
    package let expectsCipher: Bool
    /// Whether an access token takes its whole grant along, as every other token does.
    package let takesGrant: Bool
    /// Whether its hints are no guesses but the token's type.
    package let typesTokens: Bool
    /// What counts where the route says nothing.
    package let habits: DialectPolicy
    package let parse: @Sendable (Span<UInt8>, HintRule) throws(DialectParseFailure) -> DialectRequest
    /// What its requests ask for.
    package let operation: DialectOperation
    /// The HTTP status of a refusal; nil: the usual one for its reason.
    package let status: @Sendable (RefusalReason) -> Int?
    package let renderRefusal: @Sendable (DialectRefusal, SecretBuffer) -> Void
    /// What the OpenAPI document says of a route that speaks it.
    package let describe: @Sendable (DescribedRoute) -> DialectDescription

    /// The dialects that this build carries out as a server.
    package static let table: [Dialect] = [
        .tokenService, .digilocker, .screeningEagle, .rfc7009, .native, .introspection,
    ]

    package static func named(_ name: DialectName) -> Dialect? {
        self.table.first { $0.name == name }
    }

    init(
        name: DialectName, bodies: BodyFormat, contentTypes: [StaticString], expectsCipher: Bool = false,
        takesGrant: Bool = false, typesTokens: Bool = false, habits: DialectPolicy,
        parse: @escaping @Sendable (Span<UInt8>, HintRule) throws(DialectParseFailure) -> DialectRequest,
        operation: DialectOperation,
        status: @escaping @Sendable (RefusalReason) -> Int? = { _ in nil },
        renderRefusal: @escaping @Sendable (DialectRefusal, SecretBuffer) -> Void,
        describe: @escaping @Sendable (DescribedRoute) -> DialectDescription
    ) {
        self.name = name
        self.bodies = bodies
        self.contentTypes = contentTypes
        self.expectsCipher = expectsCipher
        self.takesGrant = takesGrant
        self.typesTokens = typesTokens
        self.habits = habits
        self.parse = parse
        self.operation = operation
        self.status = status
        self.renderRefusal = renderRefusal
        self.describe = describe
    }
}

/// What a route decides where APIs differ; a dialect has its habit.
package struct DialectPolicy: Equatable, Sendable {
    package var unknownToken: UnknownTokenRule
    package var hint: HintRule

    package init(unknownToken: UnknownTokenRule, hint: HintRule) {
        self.unknownToken = unknownToken
        self.hint = hint
    }
}

/// What a caller is told of a token that its authority does not know.
package enum UnknownTokenRule: String, Sendable, CaseIterable {
    /// Success: what does not live is as good as revoked (RFC 7009 § 2.2).
    case ok
    case error
}

/// What becomes of a `token_type_hint` that is none.
package enum HintRule: String, Sendable, CaseIterable {
    /// It is refused.
    case strict
    /// It is passed over (RFC 7009 § 2.2).
    case ignore
}
