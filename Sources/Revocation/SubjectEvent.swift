/// What can happen to one subject, as a ledger's journal keeps it: already decided, so that replaying needs no rules.
package enum SubjectEvent: Equatable, Sendable {
    /// A consumer's claim.
    case claimed(Claim)
    /// A revocation that binds whoever owns the subject: the operator's, or one of the other half of the pair.
    case bound(Claim)
    /// Facts, resolved over both halves of a pair, and the revocation of the other half if there is one.
    case learned(TokenFacts, revocation: Claim?)
}

extension SubjectRecord {
    package mutating func apply(_ event: SubjectEvent) {
        switch event {
        case .claimed(let claim):
            self.claim(claim)
        case .bound(let claim):
            self.bind(claim)
        case .learned(let facts, let revocation):
            self.learn(facts)
            if let revocation { self.bind(revocation) }
        }
    }
}
