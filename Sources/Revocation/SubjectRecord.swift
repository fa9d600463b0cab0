/// All that the ledger knows of one subject, as a value: events go in, and nothing is ever taken out.
///
/// Every mutation is monotone and idempotent: applying an event again, or a run of events onto a record that has
/// already absorbed them, changes nothing. That is what lets a journal be replayed over a table which already holds
/// part of it. One fact moves: a reference names the newest token. There a replay passes through earlier ones, and
/// ends where it ended; no revocation hangs on it.
///
/// A claim is a consumer's word that the subject is to be dead. It binds when the subject is known and the claimant
/// owns it or nobody does; claims on a subject that is not known wait for that. What has bound stays bound. When the
/// other half of a pair is bound, the caller binds this one too. A reference may have had other tokens before the one that
/// it names, and a grant has any number: a record is therefore judged by its ``standing(_:)`` under theirs.
///
/// A grant's own record takes claims and an expiry, and nothing binds it: a claim counts for some of its tokens.
package struct SubjectRecord: Equatable, Sendable {
    /// The earliest revocation that binds.
    package private(set) var revocation: Claim?
    package let kind: RecordKind
    private var firstClaim: Claim?
    private var known: KnownFacts?
    private var moreClaims: [Claim] = []

    package init(kind: RecordKind) {
        self.kind = kind
    }

    /// A record as a store kept it.
    package init(kind: RecordKind, facts: TokenFacts?, revocation: Claim?, claims: [Claim]) {
        self.kind = kind
        self.known = facts.map(KnownFacts.init)
        self.revocation = revocation
        self.firstClaim = claims.first
        self.moreClaims = claims.count > 1 ? Array(claims[1...]) : []
    }

    /// Nil while the subject is known by claims alone.
    package var facts: TokenFacts? { self.known?.facts }

    /// One per consumer, in order of arrival.
    package var claims: [Claim] {
        guard let firstClaim = self.firstClaim else { return [] }
        return [firstClaim] + self.moreClaims
    }

    package func claim(of consumer: ConsumerNumber) -> Claim? {
        if let firstClaim = self.firstClaim, firstClaim.by == consumer { return firstClaim }
        return self.moreClaims.first { $0.by == consumer }
    }

    /// The revocation that counts: of a known subject what binds it, of any other also the earliest claim.
    package var effectiveRevocation: Claim? {
        guard self.known == nil, self.revocation == nil else { return self.revocation }
        return self.claims.min { $0.at < $1.at }
    }

    /// As it is told to whoever asks.
    package var state: TokenFinding.State {
        if let revocation = self.effectiveRevocation { return .revoked(at: revocation.at) }
        return self.known == nil ? .unknown : .known
    }

    /// The record as that of its reference makes it: what revoked a reference revoked every token of it.
    package func under(_ reference: SubjectRecord?) -> SubjectRecord {
        guard let revocation = reference?.revocation else { return self }
        var record = self
        record.bind(revocation)
        return record
    }

    /// The record as its grant makes it: revoked by its owner's claims on the grant, or anyone's if it has none, and by the
    /// operator's.
    package func under(grant: SubjectRecord?) -> SubjectRecord {
        guard let grant else { return self }
        let owner = self.facts?.owner
        var record = self
        for claim in grant.claims where claim.by == .operator || owner == nil || claim.by == owner {
            record.bind(claim)
        }
        return record
    }

    /// The record by which a subject is judged: under its grant's, and a token's under its reference's.
    ///
    /// - Parameter find: the record of a fingerprint; asked only for a subject that has such a one and is not revoked.
    package func standing<Failure>(
        _ find: (Fingerprint) throws(Failure) -> SubjectRecord?
    ) throws(Failure) -> SubjectRecord {
        guard self.revocation == nil, let facts = self.facts else { return self }
        var standing = self
        if let grant = facts.grant { standing = standing.under(grant: try find(grant)) }
        guard self.kind == .token, let pair = facts.pair, let reference = try find(pair) else { return standing }
        standing = standing.under(reference)
        // A grant that the reference got to know of after it had given out this token.
        guard let grant = reference.facts?.grant, grant != facts.grant else { return standing }
        return standing.under(grant: try find(grant))
    }

    /// Records a consumer's claim; a second one of the same consumer is ignored.
    package mutating func claim(_ claim: Claim) {
        guard self.claim(of: claim.by) == nil else { return }
        if self.firstClaim == nil {
            self.firstClaim = claim
        } else {
            self.moreClaims.append(claim)
        }
        guard self.kind != .grant, let facts = self.facts else { return }
        if facts.owner == nil || facts.owner == claim.by { self.bind(claim) }
    }

    /// Revokes the subject whoever owns it: the operator's word, or a revocation of the other half of the pair.
    package mutating func bind(_ claim: Claim) {
        if let revocation = self.revocation, revocation.at <= claim.at { return }
        self.revocation = claim
    }

    /// Takes up facts, and lets the claims bind that they give standing to.
    package mutating func learn(_ facts: TokenFacts) {
        var merged = self.facts?.merging(facts) ?? facts
        if self.kind == .reference, let pair = facts.pair { merged.pair = pair }
        if merged != self.facts { self.known = KnownFacts(merged) }
        guard self.kind != .grant else { return }
        for claim in self.claims where merged.owner == nil || merged.owner == claim.by { self.bind(claim) }
    }
}

/// Facts behind a reference: most records of a busy ledger have none, and stay small.
private final class KnownFacts: Equatable, Sendable {
    let facts: TokenFacts

    init(_ facts: TokenFacts) {
        self.facts = facts
    }

    static func == (left: KnownFacts, right: KnownFacts) -> Bool { left.facts == right.facts }
}
