/// All that the ledger knows of one subject, as a value: events go in, and nothing is ever taken out.
///
/// Every mutation is monotone and idempotent: applying an event again, or a run of events onto a record that has
/// already absorbed them, changes nothing. That is what lets a journal be replayed over a table which already holds
/// part of it. One fact moves: a reference names the token told last. There a replay passes through earlier ones, and
/// ends where it ended; no revocation hangs on it.
///
/// A claim is a consumer's word that the subject is to be dead. It binds when the subject is known and the claimant
/// owns it or nobody does; claims on a subject that is not known wait for that. What has bound stays bound. When the
/// other half of a pair is bound, the caller binds this one too. A reference may have had other tokens before the one that
/// it names: a token's record is therefore asked ``under(_:)`` its reference's.
package struct SubjectRecord: Equatable, Sendable {
    /// The earliest revocation that binds.
    package private(set) var revocation: Claim?
    package let kind: SubjectKind
    private var firstClaim: Claim?
    private var known: KnownFacts?
    private var moreClaims: [Claim] = []

    package init(kind: SubjectKind) {
        self.kind = kind
    }

    /// A record as a store kept it.
    package init(kind: SubjectKind, facts: TokenFacts?, revocation: Claim?, claims: [Claim]) {
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

    /// Whose record this one is to be asked under, if any.
    package var reference: Fingerprint? { self.kind == .token ? self.facts?.pair : nil }

    /// Records a consumer's claim; a second one of the same consumer is ignored.
    package mutating func claim(_ claim: Claim) {
        guard self.claim(of: claim.by) == nil else { return }
        if self.firstClaim == nil {
            self.firstClaim = claim
        } else {
            self.moreClaims.append(claim)
        }
        if let facts = self.facts, facts.owner == nil || facts.owner == claim.by { self.bind(claim) }
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
