/// What an import or a learned token says of a subject; a reference and its one token share one set of facts.
package struct TokenFacts: Equatable, Sendable {
    /// The other half: the reference of a token, the token of a reference. Of a reference with several tokens it is the one
    /// newest; each of them names the reference.
    package var pair: Fingerprint?
    package var owner: ConsumerNumber?
    package var kind: TokenKind?
    package var grant: Fingerprint?
    /// Nil: no expiry was told. ``Timestamp/never``: the subject is a reference, and of a token of it none was told.
    package var expiresAt: Timestamp?
    /// When the subject first became known.
    package var recordedAt: Timestamp

    package init(
        pair: Fingerprint? = nil, owner: ConsumerNumber? = nil, kind: TokenKind? = nil, grant: Fingerprint? = nil,
        expiresAt: Timestamp? = nil, recordedAt: Timestamp
    ) {
        self.pair = pair
        self.owner = owner
        self.kind = kind
        self.grant = grant
        self.expiresAt = expiresAt
        self.recordedAt = recordedAt
    }

    /// These facts with what `later` adds. Pair, owner, kind and grant: the first told wins, so that no import hands a
    /// token to another consumer. Expiry: the latest wins, so that no revocation is pruned while its token may live.
    /// Merging twice changes nothing.
    package func merging(_ later: TokenFacts) -> TokenFacts {
        TokenFacts(
            pair: self.pair ?? later.pair,
            owner: self.owner ?? later.owner,
            kind: self.kind ?? later.kind,
            grant: self.grant ?? later.grant,
            expiresAt: Self.latest(self.expiresAt, later.expiresAt),
            recordedAt: min(self.recordedAt, later.recordedAt))
    }

    /// The expiry as people are told it.
    package var toldExpiry: Timestamp? { self.expiresAt == .never ? nil : self.expiresAt }

    static func latest(_ one: Timestamp?, _ other: Timestamp?) -> Timestamp? {
        guard let one, let other else { return one ?? other }
        return max(one, other)
    }
}
