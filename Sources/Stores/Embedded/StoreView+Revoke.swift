import Revocation

extension StoreView {
    /// Decides one call by the rules; what is to be recorded goes on the row, and counts for the calls behind it.
    func decide(_ call: LedgerCall, by rules: LedgerRules) throws(StoreFailure) -> RevocationOutcome {
        let caller = self.names.number(for: call.consumer)
        let claim = Claim(at: call.receivedAt, by: caller)
        let before = try self.record(call.fingerprint)
        let standing = try before.map { (record) throws(StoreFailure) in try self.standing(record) }
        let decision =
            call.isConfirmed
            ? rules.confirmationReceived(from: caller, on: standing, unknownClaims: self.unknownClaims[caller])
            : rules.callReceived(from: caller, on: standing, unknownClaims: self.unknownClaims[caller])
        switch decision {
        case .answer(let outcome):
            if case .alreadyRevoked = outcome {
                // Perhaps by a call that left the grant alone.
                try self.bindGrant(of: before, or: try self.pair(of: before), claim, takesAlways: call.takesGrant)
            }
            return outcome
        case .record:
            var record = before
            for event in rules.events(of: claim, isConfirmed: call.isConfirmed, on: before) {
                record = self.append(
                    event, to: call.fingerprint, RecordKind(call.kind), before: record, sealedValue: call.sealedValue)
            }
            let other = try self.bindPair(of: before, claim)
            try self.bindGrant(of: before, or: other, claim, takesAlways: call.takesGrant)
            return .revoked(at: call.receivedAt)
        }
    }

    /// The operator's revocation, which takes the grant along.
    func revoke(
        _ subject: LearnedToken.Half, kind: SubjectKind, at now: Timestamp
    ) throws(StoreFailure) -> RevocationOutcome {
        let before = try self.record(subject.fingerprint)
        let standing = try before.map { (record) throws(StoreFailure) in try self.standing(record) }
        let claim = Claim(at: now, by: .operator)
        if let revocation = standing?.revocation {
            try self.bindGrant(of: before, or: try self.pair(of: before), claim, takesAlways: true)
            return .alreadyRevoked(at: revocation.at)
        }
        self.append(
            .bound(claim), to: subject.fingerprint, RecordKind(kind), before: before, sealedValue: subject.sealedValue)
        let other = try self.bindPair(of: before, claim)
        try self.bindGrant(of: before, or: other, claim, takesAlways: true)
        return .revoked(at: now)
    }

    /// A revocation that binds one half of a pair is written to the other as well: of a token to its reference, of a
    /// reference to the token that it names. Its earlier tokens are judged under it. Returns the other half as it was.
    private func bindPair(of record: SubjectRecord?, _ claim: Claim) throws(StoreFailure) -> SubjectRecord? {
        guard let pair = record?.facts?.pair, let other = try self.pair(of: record) else { return nil }
        self.append(.bound(claim), to: pair, other.kind, before: other, sealedValue: [])
        return other
    }

    private func pair(of record: SubjectRecord?) throws(StoreFailure) -> SubjectRecord? {
        guard let pair = record?.facts?.pair else { return nil }
        return try self.record(pair)
    }

    /// A revocation of a token reaches its grant, and through that the other tokens.
    ///
    /// - Parameter pair: the other half, whose grant it is where the token was given out before that was known.
    private func bindGrant(
        of record: SubjectRecord?, or pair: SubjectRecord? = nil, _ claim: Claim, takesAlways: Bool
    ) throws(StoreFailure) {
        guard
            let lesson = GrantRules.lesson(
                of: claim, on: record?.facts, pair: pair?.facts, takesAlways: takesAlways)
        else { return }
        try self.teach(lesson)
    }

    /// Records a lesson on the row.
    func teach(_ lesson: GrantLesson) throws(StoreFailure) {
        var record = try self.record(lesson.grant)
        for event in GrantRules.events(of: lesson, on: record) {
            record = self.append(event, to: lesson.grant, .grant, before: record, sealedValue: [])
        }
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
