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
    /// The reference is known to belong to another token.
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
}

/// How a learned token meets what is already recorded, without I/O.
package enum LearnRules {
    /// Makes one set of facts out of what is told and what both halves' records say.
    ///
    /// - Parameters:
    ///   - told: the facts told now; its `pair` is ignored.
    ///   - reference: fingerprint and record of the reference, nil when the pair has none; the record may be empty.
    ///   - token: the same for the token.
    package static func resolve(
        _ told: TokenFacts, reference: (fingerprint: Fingerprint, record: SubjectRecord)?,
        token: (fingerprint: Fingerprint, record: SubjectRecord)?
    ) throws(LearnRefusal) -> ResolvedToken {
        guard reference != nil || token != nil else { throw .neitherReferenceNorToken }
        if let token, let pair = reference?.record.facts?.pair, pair != token.fingerprint {
            throw .referenceOfAnotherToken
        }
        if let reference, let pair = token?.record.facts?.pair, pair != reference.fingerprint {
            throw .tokenOfAnotherReference
        }
        let owners = (reference?.record.facts?.owner, token?.record.facts?.owner)
        if let one = owners.0, let other = owners.1, one != other { throw .ownersDiffer }
        let owner = owners.0 ?? owners.1

        var facts = reference?.record.facts ?? token?.record.facts ?? told
        if let other = token?.record.facts { facts = facts.merging(other) }
        facts.owner = owner
        facts = facts.merging(told)
        return Self.resolved(
            facts, reference: reference, token: token,
            keptOwner: owner != nil && told.owner != nil && owner != told.owner)
    }

    private static func resolved(
        _ facts: TokenFacts, reference: (fingerprint: Fingerprint, record: SubjectRecord)?,
        token: (fingerprint: Fingerprint, record: SubjectRecord)?, keptOwner: Bool
    ) -> ResolvedToken {
        var referenceFacts = facts
        referenceFacts.pair = token?.fingerprint ?? reference?.record.facts?.pair
        var tokenFacts = facts
        tokenFacts.pair = reference?.fingerprint ?? token?.record.facts?.pair

        var revocation: Claim?
        for (half, halfFacts) in [(reference, referenceFacts), (token, tokenFacts)] {
            guard var record = half?.record else { continue }
            record.learn(halfFacts)
            guard let bound = record.revocation else { continue }
            if let earlier = revocation, earlier.at <= bound.at { continue }
            revocation = bound
        }
        return ResolvedToken(
            referenceFacts: referenceFacts, tokenFacts: tokenFacts, revocation: revocation, keptOwner: keptOwner)
    }
}
