import Revocation

/// To version 2: rows for the grants of tokens that are in the journal only.
enum GrantMigration {
    static func addUnfolded(on connection: StoreConnection) throws(StoreFailure) {
        var found: [Fingerprint: TokenFacts] = [:]
        let journal = try JournalTable(connection)
        var names = ConsumerNames()
        try journal.rows(after: try journal.foldedThrough()) { (row, decoder) throws(StoreFailure) in
            while let entry = try journal.next(&decoder, of: row, names: &names) {
                guard case .learned(let facts, _) = entry.event, let grant = facts.grant else { continue }
                let told = TokenFacts(expiresAt: facts.expiresAt ?? .never, recordedAt: facts.recordedAt)
                found[grant] = found[grant]?.merging(told) ?? told
            }
            return true
        }
        let table = try SubjectTable(connection)
        for (grant, told) in found {
            let before = try table.record(grant, names: &names)
            var record = before ?? SubjectRecord(kind: .grant)
            record.learn(told)
            if before == nil {
                try table.insert(grant, record, sealedValue: [], names: names)
            } else {
                try table.update(grant, record, names: names)
            }
        }
    }
}
