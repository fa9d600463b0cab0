import Revocation

extension StoreView {
    /// What is known of a subject at this place in the order of calls.
    func finding(of fingerprint: Fingerprint) throws(StoreFailure) -> LedgerFinding {
        guard let record = try self.record(fingerprint), record.kind != .grant else {
            return LedgerFinding(state: .unknown)
        }
        let facts = record.facts
        var counterpart: LearnedToken.Half?
        if let pair = facts?.pair {
            let sealed = try self.sealedValue(of: pair)
            if !sealed.isEmpty { counterpart = LearnedToken.Half(fingerprint: pair, sealedValue: sealed) }
        }
        return LedgerFinding(
            state: try self.standing(record).state, counterpart: counterpart,
            owner: facts?.owner.map(self.names.name(of:)), kind: facts?.kind, expiresAt: facts?.toldExpiry)
    }
}
