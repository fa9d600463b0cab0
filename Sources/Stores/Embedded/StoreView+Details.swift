import Revocation

extension StoreView {
    /// Journal entries looked at for a value that is not folded yet: a millisecond of the writer's time. Behind a long
    /// journal the value is left out until it is folded.
    private static let searchLimit = 4_096

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

    func sealedValue(of fingerprint: Fingerprint) throws(StoreFailure) -> [UInt8] {
        let folded = try self.subjects.sealedValue(fingerprint)
        guard folded.isEmpty else { return folded }
        var found: [UInt8] = []
        var left = Self.searchLimit
        try self.journal.rows(after: self.foldedThrough) { (row, decoder) throws(StoreFailure) in
            while found.isEmpty, left > 0,
                let entry = try self.journal.next(&decoder, of: row, names: &self.names)
            {
                left -= 1
                if entry.fingerprint == fingerprint { found = entry.sealedValue }
            }
            return found.isEmpty && left > 0
        }
        return found
    }
}
