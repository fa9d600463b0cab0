import Revocation

extension StoreView {
    /// What is known of a token beside this subject; nil when it is not known at all.
    func details(of fingerprint: Fingerprint) throws(StoreFailure) -> LedgerDetails? {
        guard let record = try self.record(fingerprint), let facts = record.facts else { return nil }
        var token: LearnedToken.Half?
        if record.kind == .reference, let pair = facts.pair {
            let sealed = try self.sealedValue(of: pair)
            if !sealed.isEmpty { token = LearnedToken.Half(fingerprint: pair, sealedValue: sealed) }
        }
        return LedgerDetails(token: token, expiresAt: facts.toldExpiry)
    }

    /// The value of a subject, folded or not; empty when none is on file. One look at the table, or at one row of the
    /// journal, however long that is.
    func sealedValue(of fingerprint: Fingerprint) throws(StoreFailure) -> [UInt8] {
        if self.filter.mayContain(fingerprint) {
            let folded = try self.subjects.sealedValue(fingerprint)
            guard folded.isEmpty else { return folded }
        }
        guard let place = self.overlay.firstPlace(of: fingerprint) else { return [] }
        // On the row that the running transaction will append.
        if place.row == self.nextRow { return self.encoder.sealedValue(at: place.offset, of: fingerprint) }
        return try self.journal.sealedValue(at: place, of: fingerprint)
    }
}
