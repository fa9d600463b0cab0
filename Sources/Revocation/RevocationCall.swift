/// The common revocation call: what every dialect's request becomes (dialects.md § 1.6 and § 6).
package struct RevocationCall: Sendable {
    package let subject: Subject
    /// RFC 7009 § 2.1 `token_type_hint`; nil when absent or not understood.
    package let hint: TokenKind?
    /// Whether the hint is no guess: the caller's API has it as the token's type.
    package let hintIsType: Bool
    /// Who asks, by name.
    package let consumer: String
    package let receivedAt: Timestamp
    /// Whether the reply says more of the token than that it is dead.
    package let wantsDetails: Bool
    /// Whether the grant goes too where the token is an access token; of other tokens it always does.
    package let takesGrant: Bool
    package let origin: CallOrigin

    package init(
        subject: Subject, hint: TokenKind?, hintIsType: Bool = false, consumer: String, receivedAt: Timestamp,
        wantsDetails: Bool = false,
        takesGrant: Bool = false, origin: CallOrigin
    ) {
        self.subject = subject
        self.hint = hint
        self.hintIsType = hintIsType
        self.consumer = consumer
        self.receivedAt = receivedAt
        self.wantsDetails = wantsDetails
        self.takesGrant = takesGrant
        self.origin = origin
    }
}

/// The kinds of token a ledger tells apart; raw values are stored and must not change.
package enum TokenKind: UInt8, Sendable, CaseIterable {
    case session = 1
    case accessToken = 2
    case refreshToken = 3
}
