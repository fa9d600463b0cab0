/// What is to be said to a grant's record: at least one of the two.
package struct GrantLesson: Equatable, Sendable {
    package let grant: Fingerprint
    /// What a token of the grant tells of it: how long it lives.
    package let facts: TokenFacts?
    /// A revocation that the grant shares.
    package let claim: Claim?

    package init(grant: Fingerprint, facts: TokenFacts?, claim: Claim?) {
        self.grant = grant
        self.facts = facts
        self.claim = claim
    }
}

/// How a revocation of one token reaches the others of its grant, without I/O.
///
/// A grant has a record of its own, which holds a claim of each who revoked it, and the latest expiry of its tokens. A
/// token is judged under it (``SubjectRecord/under(grant:)``): so a revocation is one write however many tokens there
/// are, and reaches those that become known later. A claim counts for the claimant's tokens and for those of nobody, the
/// operator's for all.
package enum GrantRules {
    /// What a revocation of a subject says to its grant; nil when the grant lives on, or there is none.
    ///
    /// It is the owner's word, also where an upstream has revoked the token for another.
    ///
    /// - Parameters:
    ///   - facts: what is known of the subject.
    ///   - pair: what is known of the other half: its grant counts where the subject was given out before that was known.
    ///   - takesAlways: whether an access token takes its grant along; any other token does.
    package static func lesson(
        of revocation: Claim, on facts: TokenFacts?, pair: TokenFacts? = nil, takesAlways: Bool
    ) -> GrantLesson? {
        guard let facts, let grant = facts.grant ?? pair?.grant, takesAlways || facts.kind != .accessToken
        else { return nil }
        let claimant = revocation.by == .operator ? .operator : facts.owner ?? revocation.by
        return GrantLesson(grant: grant, facts: nil, claim: Claim(at: revocation.at, by: claimant))
    }

    /// What a subject that has learned says to its grant. A revocation goes along that came before the grant was known;
    /// one that came after it has said what it had to say.
    ///
    /// - Parameters:
    ///   - before: the subject's record without what it learns now.
    ///   - after: its facts now.
    ///   - revocation: what binds the subject now.
    static func lesson(before: SubjectRecord, after: TokenFacts, revocation: Claim?) -> GrantLesson? {
        guard let grant = after.grant else { return nil }
        let facts = TokenFacts(expiresAt: after.expiresAt ?? .never, recordedAt: after.recordedAt)
        var claim: Claim?
        if let revocation, before.facts?.grant == nil {
            claim = Self.lesson(of: revocation, on: after, takesAlways: revocation.by == .operator)?.claim
        }
        return GrantLesson(grant: grant, facts: facts, claim: claim)
    }

    /// What to record of a lesson, in order; nothing when it says nothing new.
    package static func events(of lesson: GrantLesson, on record: SubjectRecord?) -> [SubjectEvent] {
        var events: [SubjectEvent] = []
        var after = record ?? SubjectRecord(kind: .grant)
        var facts = lesson.facts
        if after.facts == nil, facts == nil, let claim = lesson.claim {
            // Its tokens became known before it was given a record, or it was forgotten: how long they live is not known.
            facts = TokenFacts(expiresAt: .never, recordedAt: claim.at)
        }
        if let facts {
            after.learn(facts)
            if after != record { events.append(.learned(facts, revocation: nil)) }
        }
        if let claim = lesson.claim, after.claim(of: claim.by) == nil, after.claim(of: .operator) == nil {
            events.append(.claimed(claim))
        }
        return events
    }
}
