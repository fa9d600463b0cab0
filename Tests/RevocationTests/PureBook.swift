import Revocation

/// The rules over a dictionary: what a store does, without the store.
struct PureBook {
    static let reference = Fingerprint(high: 1, low: 1)
    static let token = Fingerprint(high: 2, low: 2)
    static let renewed = Fingerprint(high: 3, low: 3)

    let rules: LedgerRules
    private(set) var records: [Fingerprint: SubjectRecord] = [:]
    /// Everything that was recorded, in order.
    private(set) var journal: [(fingerprint: Fingerprint, kind: RecordKind, event: SubjectEvent)] = []

    init(_ policy: LedgerPolicy = .defaults) {
        self.rules = LedgerRules(policy: policy)
    }

    mutating func call(
        _ kind: SubjectKind, by caller: ConsumerNumber, at milliseconds: Int64, unknownClaims: Int = 0
    ) -> RevocationOutcome {
        let fingerprint = kind == .reference ? Self.reference : Self.token
        return self.call(fingerprint, kind, by: caller, at: milliseconds, unknownClaims: unknownClaims)
    }

    mutating func call(
        _ fingerprint: Fingerprint, _ kind: SubjectKind, by caller: ConsumerNumber, at milliseconds: Int64,
        unknownClaims: Int = 0, takesGrant: Bool = false, isConfirmed: Bool = false
    ) -> RevocationOutcome {
        let before = self.records[fingerprint]
        let standing = self.standing(fingerprint)
        let claim = Claim(at: Timestamp(milliseconds: milliseconds), by: caller)
        let decision =
            isConfirmed
            ? self.rules.confirmationReceived(from: caller, on: standing, unknownClaims: unknownClaims)
            : self.rules.callReceived(from: caller, on: standing, unknownClaims: unknownClaims)
        switch decision {
        case .answer(let outcome):
            if case .alreadyRevoked = outcome { self.bindGrant(of: before, claim, takesGrant) }
            return outcome
        case .record:
            for event in self.rules.events(of: claim, isConfirmed: isConfirmed, on: before) {
                self.record(event, fingerprint, RecordKind(kind))
            }
            self.bindGrant(of: before, or: self.bindPair(of: before, claim), claim, takesGrant)
            return .revoked(at: claim.at)
        }
    }

    mutating func bind(_ kind: SubjectKind, at milliseconds: Int64) {
        self.bind(kind == .reference ? Self.reference : Self.token, kind, at: milliseconds)
    }

    mutating func bind(_ fingerprint: Fingerprint, _ kind: SubjectKind, at milliseconds: Int64) {
        let claim = Claim(at: Timestamp(milliseconds: milliseconds), by: .operator)
        let before = self.records[fingerprint]
        self.record(.bound(claim), fingerprint, RecordKind(kind))
        self.bindGrant(of: before, or: self.bindPair(of: before, claim), claim, true)
    }

    /// Makes a token of a grant known, or more of it.
    mutating func learn(
        _ fingerprint: Fingerprint, _ facts: TokenFacts, as kind: SubjectKind = .token
    ) throws(LearnRefusal) {
        var side = self.side(fingerprint, RecordKind(kind))
        if facts.owner != nil, side.record.facts != nil, side.record.facts?.owner == nil {
            side.record = self.standing(fingerprint) ?? side.record
        }
        let resolved = try LearnRules.resolve(
            facts, reference: kind == .reference ? side : nil, token: kind == .token ? side : nil)
        let learned = kind == .reference ? resolved.referenceFacts : resolved.tokenFacts
        self.record(.learned(learned, revocation: resolved.revocation), fingerprint, RecordKind(kind))
        for lesson in resolved.grants { self.teach(lesson) }
    }

    private mutating func bindPair(of record: SubjectRecord?, _ claim: Claim) -> SubjectRecord? {
        guard let pair = record?.facts?.pair, let other = self.records[pair] else { return nil }
        self.record(.bound(claim), pair, other.kind)
        return other
    }

    private mutating func bindGrant(
        of record: SubjectRecord?, or pair: SubjectRecord? = nil, _ claim: Claim, _ takesAlways: Bool
    ) {
        let lesson = GrantRules.lesson(of: claim, on: record?.facts, pair: pair?.facts, takesAlways: takesAlways)
        if let lesson { self.teach(lesson) }
    }

    private mutating func teach(_ lesson: GrantLesson) {
        for event in GrantRules.events(of: lesson, on: self.records[lesson.grant]) {
            self.record(event, lesson.grant, .grant)
        }
    }

    @discardableResult
    mutating func learn(_ kinds: [SubjectKind], _ facts: TokenFacts) throws(LearnRefusal) -> ResolvedToken {
        var reference = kinds.contains(.reference) ? self.side(Self.reference, .reference) : nil
        var token = kinds.contains(.token) ? self.side(Self.token, .token) : nil
        if token == nil, reference?.record.facts?.pair != nil { token = self.side(Self.token, .token) }
        if reference == nil, token?.record.facts?.pair != nil { reference = self.side(Self.reference, .reference) }
        let resolved = try LearnRules.resolve(facts, reference: reference, token: token)
        if reference != nil {
            self.record(
                .learned(resolved.referenceFacts, revocation: resolved.revocation), Self.reference, .reference)
        }
        if token != nil {
            self.record(.learned(resolved.tokenFacts, revocation: resolved.revocation), Self.token, .token)
        }
        return resolved
    }

    /// What the issuing service tells of the reference and one of its tokens.
    mutating func learn(issued token: Fingerprint, _ facts: TokenFacts) throws(LearnRefusal) {
        let resolved = try LearnRules.resolve(
            facts, reference: self.side(Self.reference, .reference), token: self.side(token, .token),
            takesFurtherTokens: true)
        self.record(.learned(resolved.referenceFacts, revocation: resolved.revocation), Self.reference, .reference)
        self.record(.learned(resolved.tokenFacts, revocation: resolved.revocation), token, .token)
    }

    /// The record by which a subject is judged.
    func standing(_ fingerprint: Fingerprint) -> SubjectRecord? {
        self.records[fingerprint]?.standing { self.records[$0] }
    }

    func record(_ kind: SubjectKind) -> SubjectRecord? {
        self.records[kind == .reference ? Self.reference : Self.token]
    }

    private func side(
        _ fingerprint: Fingerprint, _ kind: RecordKind
    ) -> (fingerprint: Fingerprint, record: SubjectRecord) {
        (fingerprint, self.records[fingerprint] ?? SubjectRecord(kind: kind))
    }

    private mutating func record(_ event: SubjectEvent, _ fingerprint: Fingerprint, _ kind: RecordKind) {
        self.records[fingerprint, default: SubjectRecord(kind: kind)].apply(event)
        self.journal.append((fingerprint, kind, event))
    }
}

extension Timestamp {
    static func at(_ milliseconds: Int64) -> Timestamp { Timestamp(milliseconds: milliseconds) }
}

extension ConsumerNumber {
    static let a = ConsumerNumber(value: 1)
    static let b = ConsumerNumber(value: 2)
}

/// All orders of some things.
func permutations<Element>(_ elements: [Element]) -> [[Element]] {
    guard elements.count > 1 else { return [elements] }
    return elements.indices.flatMap { index in
        var rest = elements
        let first = rest.remove(at: index)
        return permutations(rest).map { [first] + $0 }
    }
}
