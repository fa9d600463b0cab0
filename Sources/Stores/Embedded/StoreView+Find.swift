import Revocation

extension StoreView {
    /// What is known of a subject at this place in the order of calls.
    func finding(of fingerprint: Fingerprint) throws(StoreFailure) -> LedgerFinding {
        guard let record = try self.record(fingerprint), record.kind != .grant else {
            return LedgerFinding(state: .unknown)
        }
        let facts = record.facts
        var counterpart: LearnedToken.Half?
        if let facts, let pair = facts.pair, try !self.hasSeveralTokens(record, facts, pair) {
            let sealed = try self.sealedValue(of: pair)
            if !sealed.isEmpty { counterpart = LearnedToken.Half(fingerprint: pair, sealedValue: sealed) }
        }
        return LedgerFinding(
            state: try self.standing(record).state, counterpart: counterpart,
            owner: facts?.owner.map(self.names.name(of:)), kind: facts?.kind, expiresAt: facts?.toldExpiry)
    }

    /// Whether a reference got further tokens: then the one told last does not stand for it. A pair shares the moment at
    /// which it became known; only a further token is younger than its reference.
    private func hasSeveralTokens(
        _ record: SubjectRecord, _ facts: TokenFacts, _ pair: Fingerprint
    ) throws(StoreFailure) -> Bool {
        guard record.kind == .reference, let token = try self.record(pair)?.facts else { return false }
        return token.recordedAt != facts.recordedAt
    }
}
