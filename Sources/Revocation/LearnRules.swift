/// A token as an import line or a passing answer tells it: at least one of reference and token.
package struct LearnedToken: Equatable, Sendable {
    /// One half of a token, as the ledger names it.
    package struct Half: Equatable, Sendable {
        package let fingerprint: Fingerprint
        /// The value, sealed under the store's key; opaque here.
        package let sealedValue: [UInt8]

        package init(fingerprint: Fingerprint, sealedValue: [UInt8]) {
            self.fingerprint = fingerprint
            self.sealedValue = sealedValue
        }
    }

    package let reference: Half?
    package let token: Half?
    /// The owning consumer's name, or nil when anyone may revoke it.
    package let owner: String?
    package let kind: TokenKind?
    package let grant: Fingerprint?
    package let expiresAt: Timestamp?

    package init(
        reference: Half?, token: Half?, owner: String? = nil, kind: TokenKind? = nil, grant: Fingerprint? = nil,
        expiresAt: Timestamp? = nil
    ) {
        self.reference = reference
        self.token = token
        self.owner = owner
        self.kind = kind
        self.grant = grant
        self.expiresAt = expiresAt
    }
}

/// Why a learned token is refused; the ledger is as before.
package enum LearnRefusal: Error, Equatable, Sendable {
    case neitherReferenceNorToken
    /// A line of an import names a reference that is known to belong to another token.
    case referenceOfAnotherToken
    /// The token is known under another reference.
    case tokenOfAnotherReference
    /// Reference and token are known apart, as two consumers' property.
    case ownersDiffer
}

/// What to write for a learned token: the same facts, and the same revocation, for both halves.
package struct ResolvedToken: Equatable, Sendable {
    /// For the reference's record `pair` is the token, and the other way round.
    package let referenceFacts: TokenFacts
    package let tokenFacts: TokenFacts
    /// A revocation that binds one half binds the pair.
    package let revocation: Claim?
    /// The token keeps the owner it had; the one told was not taken up.
    package let keptOwner: Bool
    /// What both halves say to their grants.
    package let grants: [GrantLesson]
}

/// How a learned token meets what is already recorded, without I/O.
///
/// A reference may get further tokens: a service renews a session, and its reference stays. Such a token names the
/// reference, and the reference names the newest token. A token has one reference.
package enum LearnRules {
    package typealias Side = (fingerprint: Fingerprint, record: SubjectRecord)

    /// Makes one set of facts out of what is told and what both halves' records say.
    ///
    /// - Parameters:
    ///   - told: the facts told now; its `pair` is ignored.
    ///   - reference: fingerprint and record of the reference, nil when the pair has none; the record may be empty.
    ///   - token: the same for the token.
    ///   - takesFurtherTokens: whether a reference that has a token may get another: told by the service that issued it,
    ///     not by a list, in which a second token is a mistake.
    package static func resolve(
        _ told: TokenFacts, reference: Side?, token: Side?, takesFurtherTokens: Bool = false
    ) throws(LearnRefusal) -> ResolvedToken {
        guard reference != nil || token != nil else { throw .neitherReferenceNorToken }
        var isFurther = false
        if let reference, let token, let pair = reference.record.facts?.pair, pair != token.fingerprint {
            isFurther = true
            guard takesFurtherTokens || token.record.facts?.pair == reference.fingerprint else {
                throw .referenceOfAnotherToken
            }
        }
        if let reference, let pair = token?.record.facts?.pair, pair != reference.fingerprint {
            throw .tokenOfAnotherReference
        }
        let owners = (reference?.record.facts?.owner, token?.record.facts?.owner)
        if let one = owners.0, let other = owners.1, one != other { throw .ownersDiffer }
        let owner = owners.0 ?? owners.1
        var told = told
        let keptOwner = owner != nil && told.owner != nil && owner != told.owner
        told.owner = owner ?? told.owner

        let facts =
            isFurther
            ? Self.furtherFacts(told, reference, token, moves: takesFurtherTokens)
            : Self.sharedFacts(told, reference, token)
        let referencesRevocation = Self.revocation(of: reference, learning: facts.reference)
        let tokensRevocation = Self.revocation(of: token, learning: facts.token)
        var grants: [GrantLesson] = []
        if let reference,
            let lesson = GrantRules.lesson(
                before: reference.record, after: facts.reference, revocation: referencesRevocation)
        {
            grants.append(lesson)
        }
        if let token,
            let lesson = GrantRules.lesson(before: token.record, after: facts.token, revocation: tokensRevocation)
        {
            grants.append(lesson)
        }
        return ResolvedToken(
            referenceFacts: facts.reference, tokenFacts: facts.token,
            revocation: Self.earliest(referencesRevocation, tokensRevocation), keptOwner: keptOwner,
            grants: grants)
    }

    /// Of a pair: one set for both halves.
    private static func sharedFacts(
        _ told: TokenFacts, _ reference: Side?, _ token: Side?
    ) -> (reference: TokenFacts, token: TokenFacts) {
        var facts = reference?.record.facts ?? token?.record.facts ?? told
        if let other = token?.record.facts { facts = facts.merging(other) }
        facts.owner = told.owner
        facts = facts.merging(told)
        var referenceFacts = facts
        referenceFacts.pair = token?.fingerprint ?? reference?.record.facts?.pair
        var tokenFacts = facts
        tokenFacts.pair = reference?.fingerprint ?? token?.record.facts?.pair
        if let token, let own = token.record.facts, reference?.record.facts?.pair == token.fingerprint {
            // Of several tokens of a reference each is as old as it is: that tells it from an only one.
            tokenFacts.recordedAt = own.recordedAt
        }
        if facts.expiresAt == .never {
            // Said of the reference, for an earlier token's sake.
            tokenFacts.expiresAt = TokenFacts.latest(token?.record.facts?.expiresAt, told.expiresAt)
        }
        return (referenceFacts, tokenFacts)
    }

    /// Of a reference and one of its several tokens: each has its own expiry, and the reference outlives them all, for it
    /// holds their revocation.
    private static func furtherFacts(
        _ told: TokenFacts, _ reference: Side?, _ token: Side?, moves: Bool
    ) -> (reference: TokenFacts, token: TokenFacts) {
        let before = reference?.record.facts ?? told
        var tokenFacts = token?.record.facts?.merging(told) ?? told
        tokenFacts.pair = reference?.fingerprint
        tokenFacts.owner = told.owner
        tokenFacts.kind = tokenFacts.kind ?? before.kind
        tokenFacts.grant = tokenFacts.grant ?? before.grant

        var referenceFacts = before.merging(told)
        // A further token is younger than its reference, if it was told in the same millisecond.
        if tokenFacts.recordedAt <= referenceFacts.recordedAt {
            tokenFacts.recordedAt = Timestamp(milliseconds: referenceFacts.recordedAt.milliseconds + 1)
        }
        // An earlier token that is told again does not come in front of those after it.
        let isNew = token?.record.facts?.pair == nil
        referenceFacts.pair = moves && isNew ? token?.fingerprint : before.pair
        referenceFacts.owner = told.owner
        if let one = before.expiresAt, let other = tokenFacts.expiresAt {
            referenceFacts.expiresAt = max(one, other)
        } else {
            referenceFacts.expiresAt = .never
        }
        return (referenceFacts, tokenFacts)
    }

    /// What binds a half once it has learned: a revocation that binds one half binds the pair.
    private static func revocation(of side: Side?, learning facts: TokenFacts) -> Claim? {
        guard var record = side?.record else { return nil }
        record.learn(facts)
        return record.revocation
    }

    private static func earliest(_ one: Claim?, _ other: Claim?) -> Claim? {
        guard let one, let other else { return one ?? other }
        return other.at < one.at ? other : one
    }
}
