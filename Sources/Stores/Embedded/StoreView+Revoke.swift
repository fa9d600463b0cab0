import Revocation

extension StoreView {
    /// Decides one call by the rules; what is to be recorded goes on the row, and counts for the calls behind it.
    func decide(_ call: LedgerCall, by rules: LedgerRules) throws(StoreFailure) -> RevocationOutcome {
        let caller = self.names.number(for: call.consumer)
        let before = try self.record(call.fingerprint)
        let standing = try before.map { (record) throws(StoreFailure) in try self.standing(record) }
        let decision =
            call.isConfirmed
            ? rules.confirmationReceived(on: standing)
            : rules.callReceived(from: caller, on: standing, unknownClaims: self.unknownClaims[caller])
        switch decision {
        case .answer(let outcome):
            return outcome
        case .record:
            let claim = Claim(at: call.receivedAt, by: caller)
            self.append(
                call.isConfirmed ? .bound(claim) : .claimed(claim), to: call.fingerprint, call.kind, before: before,
                sealedValue: call.sealedValue)
            try self.bindPair(of: before, claim)
            return .revoked(at: call.receivedAt)
        }
    }

    /// The operator's revocation.
    func revoke(
        _ subject: LearnedToken.Half, kind: SubjectKind, at now: Timestamp
    ) throws(StoreFailure) -> RevocationOutcome {
        let before = try self.record(subject.fingerprint)
        let standing = try before.map { (record) throws(StoreFailure) in try self.standing(record) }
        if let revocation = standing?.revocation { return .alreadyRevoked(at: revocation.at) }
        let claim = Claim(at: now, by: .operator)
        self.append(.bound(claim), to: subject.fingerprint, kind, before: before, sealedValue: subject.sealedValue)
        try self.bindPair(of: before, claim)
        return .revoked(at: now)
    }

    /// A revocation that binds one half of a pair is written to the other as well: of a token to its reference, of a
    /// reference to the token that it names. Its earlier tokens are judged under it.
    private func bindPair(of record: SubjectRecord?, _ claim: Claim) throws(StoreFailure) {
        guard let pair = record?.facts?.pair, let other = try self.record(pair) else { return }
        self.append(.bound(claim), to: pair, other.kind, before: other, sealedValue: [])
    }
}

extension StoreView {
    /// Revokes those of some subjects that a consumer owns now; returns how many were not revoked before.
    func revoke(
        _ subjects: ArraySlice<SubjectStatus>, ownedBy consumer: String, issuedBefore: Timestamp?, at now: Timestamp
    ) throws(StoreFailure) -> Int {
        let owner = self.names.number(for: consumer)
        let claim = Claim(at: now, by: .operator)
        var count = 0
        for subject in subjects {
            guard let record = try self.record(subject.fingerprint), let facts = record.facts, facts.owner == owner,
                try self.standing(record).revocation == nil
            else { continue }
            if let issuedBefore, facts.recordedAt >= issuedBefore { continue }
            self.append(.bound(claim), to: subject.fingerprint, record.kind, before: record, sealedValue: [])
            count += 1
        }
        return count
    }
}
