/// What the operator's commands ask of a ledger's store: durable when it returns, and visible to a running gateway.
///
/// Synchronous and off the hot path. `Failure` is the store's own closed error type.
package protocol TokenRegistry: AnyObject {
    associatedtype Failure: Error

    /// Makes tokens known, in one durable step; lines that cannot be are refused one by one and change nothing.
    /// Batches of some thousand keep memory bounded and the gateway's waits short.
    func importTokens(_ batch: [LearnedToken], at now: Timestamp) throws(Failure) -> ImportReport

    /// Nil for a subject that is neither known nor claimed.
    func show(_ fingerprint: Fingerprint) throws(Failure) -> SubjectStatus?

    /// Calls `each` for the subjects that match, in order of fingerprint, until it returns false.
    func list(_ query: ListQuery, each: (SubjectStatus) -> Bool) throws(Failure)

    /// Revokes by the operator's word, whoever owns the subject, known or not, and with it all tokens of its grant.
    func revoke(_ subject: LearnedToken.Half, kind: SubjectKind, at now: Timestamp) throws(Failure) -> RevocationOutcome

    /// Revokes all known tokens that a consumer owns and that became known before a time, and no others of their grants;
    /// returns how many subjects were not revoked before.
    func revokeAll(ownedBy consumer: String, issuedBefore: Timestamp?, at now: Timestamp) throws(Failure) -> Int

    func statistics() throws(Failure) -> StoreStatistics
}

/// What became of one batch.
package struct ImportReport: Equatable, Sendable {
    /// Lines that told something new.
    package var recorded = 0
    /// Lines that told nothing new.
    package var unchanged = 0
    /// Lines recorded whose owner was not taken up, because the token has another.
    package var keptOwner = 0
    /// By place in the batch, from 0.
    package var refusals: [Int: LearnRefusal] = [:]

    package init() {}
}

package enum SubjectState: String, Equatable, Sendable, CaseIterable {
    case known
    case revoked
}

/// One subject as an operator sees it.
package struct SubjectStatus: Equatable, Sendable {
    package let fingerprint: Fingerprint
    package let kind: SubjectKind
    package let state: SubjectState
    package let revokedAt: Timestamp?
    /// A consumer's name, or `operator`.
    package let revokedBy: String?
    /// False for a subject that is known by claims alone.
    package let isKnown: Bool
    package let pair: Fingerprint?
    package let owner: String?
    package let tokenKind: TokenKind?
    package let grant: Fingerprint?
    package let expiresAt: Timestamp?
    package let recordedAt: Timestamp?
    package let sealedValue: [UInt8]

    /// Nil for a grant's record: it is no token.
    package init?(
        fingerprint: Fingerprint, record: SubjectRecord, sealedValue: [UInt8], names: ConsumerNames
    ) {
        guard let kind = record.kind.subject else { return nil }
        let revocation = record.effectiveRevocation
        self.fingerprint = fingerprint
        self.kind = kind
        self.state = revocation == nil ? .known : .revoked
        self.revokedAt = revocation?.at
        self.revokedBy = revocation.map { $0.by == .operator ? "operator" : names.name(of: $0.by) }
        self.isKnown = record.facts != nil
        self.pair = record.facts?.pair
        self.owner = record.facts?.owner.map(names.name(of:))
        self.tokenKind = record.facts?.kind
        self.grant = record.facts?.grant
        self.expiresAt = record.facts?.toldExpiry
        self.recordedAt = record.facts?.recordedAt
        self.sealedValue = sealedValue
    }
}

/// Which subjects to list; nil matches all.
package struct ListQuery: Equatable, Sendable {
    package var owner: String?
    package var state: SubjectState?
    /// Starts behind this one.
    package var after: Fingerprint?

    package init(owner: String? = nil, state: SubjectState? = nil, after: Fingerprint? = nil) {
        self.owner = owner
        self.state = state
        self.after = after
    }
}

/// Counts that cost no scan.
package struct StoreStatistics: Equatable, Sendable {
    /// Subjects in the folded table; grants are not among them.
    package let foldedSubjects: Int
    /// Subjects and grants touched by journal rows that are not folded yet.
    package let unfoldedSubjects: Int
    /// Claims on unknown subjects, by consumer.
    package let unknownClaims: [String: Int]

    package init(foldedSubjects: Int, unfoldedSubjects: Int, unknownClaims: [String: Int]) {
        self.foldedSubjects = foldedSubjects
        self.unfoldedSubjects = unfoldedSubjects
        self.unknownClaims = unknownClaims
    }
}
