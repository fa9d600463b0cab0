import Revocation

/// What became of a learned token.
enum OnLearned: Equatable {
    case recorded(keptOwner: Bool)
    /// It said nothing new.
    case unchanged
    case refused(LearnRefusal)
}

extension StoreView {
    /// Records what a passing reply told, on the row.
    func learn(_ lesson: LedgerLesson) throws(StoreFailure) -> LearnOutcome {
        switch try self.learn(lesson.token, at: lesson.receivedAt, takesFurtherTokens: true) {
        case .recorded, .unchanged: .learned
        case .refused(let refusal): .refused(refusal)
        }
    }

    /// Records a learned token on the row, both halves of it; a refused one changes nothing.
    func learn(
        _ token: LearnedToken, at now: Timestamp, takesFurtherTokens: Bool = false
    ) throws(StoreFailure) -> OnLearned {
        var reference = try token.reference.map { (half) throws(StoreFailure) in try self.side(half) }
        var bearer = try token.token.map { (half) throws(StoreFailure) in try self.side(half) }
        // A line with one half tells the other half, too, when that is known.
        if bearer == nil { bearer = try self.otherSide(of: reference) }
        if reference == nil { reference = try self.otherSide(of: bearer) }

        let told = TokenFacts(
            owner: token.owner.map { self.names.number(for: $0) }, kind: token.kind, grant: token.grant,
            expiresAt: token.expiresAt, recordedAt: now)
        let owner = told.owner ?? reference?.record?.facts?.owner ?? bearer?.record?.facts?.owner
        let references = try self.record(of: reference, gettingOwner: owner)
        let tokens = try self.record(of: bearer, gettingOwner: owner)
        let resolved: ResolvedToken
        do throws(LearnRefusal) {
            resolved = try LearnRules.resolve(
                told,
                reference: reference.map { ($0.fingerprint, references ?? SubjectRecord(kind: .reference)) },
                token: bearer.map { ($0.fingerprint, tokens ?? SubjectRecord(kind: .token)) },
                takesFurtherTokens: takesFurtherTokens)
        } catch {
            return .refused(error)
        }
        let referenceChanged = self.learn(resolved.referenceFacts, resolved.revocation, of: reference, .reference)
        let tokenChanged = self.learn(resolved.tokenFacts, resolved.revocation, of: bearer, .token)
        for lesson in resolved.grants { try self.teach(lesson) }
        return referenceChanged || tokenChanged ? .recorded(keptOwner: resolved.keptOwner) : .unchanged
    }

    private struct Side {
        let fingerprint: Fingerprint
        let record: SubjectRecord?
        let sealedValue: [UInt8]
    }

    private func side(_ half: LearnedToken.Half) throws(StoreFailure) -> Side {
        Side(
            fingerprint: half.fingerprint, record: try self.record(half.fingerprint), sealedValue: half.sealedValue)
    }

    private func otherSide(of side: Side?) throws(StoreFailure) -> Side? {
        guard let pair = side?.record?.facts?.pair, let record = try self.record(pair) else { return nil }
        return Side(fingerprint: pair, record: record, sealedValue: [])
    }

    /// What nobody owned may be revoked by a claim on its grant that does not count for its owner: it stays revoked.
    private func record(of side: Side?, gettingOwner owner: ConsumerNumber?) throws(StoreFailure) -> SubjectRecord? {
        guard owner != nil, let record = side?.record, let facts = record.facts, facts.owner == nil else {
            return side?.record
        }
        return try self.standing(record)
    }

    private func learn(_ facts: TokenFacts, _ revocation: Claim?, of side: Side?, _ kind: RecordKind) -> Bool {
        guard let side else { return false }
        let event = SubjectEvent.learned(facts, revocation: revocation)
        var after = side.record ?? SubjectRecord(kind: kind)
        after.apply(event)
        guard after != side.record else { return false }
        self.append(event, to: side.fingerprint, kind, before: side.record, sealedValue: side.sealedValue)
        return true
    }
}
