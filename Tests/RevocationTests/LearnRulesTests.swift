import Revocation
import Testing

@Suite struct LearnRulesTests {
    private typealias Side = (fingerprint: Fingerprint, record: SubjectRecord)

    private func side(_ number: UInt64, _ kind: RecordKind, _ facts: TokenFacts? = nil) -> Side {
        (
            Fingerprint(high: number, low: number),
            SubjectRecord(kind: kind, facts: facts, revocation: nil, claims: [])
        )
    }

    private let told = TokenFacts(recordedAt: .at(10))

    @Test func neitherHalfIsRefused() {
        #expect(throws: LearnRefusal.neitherReferenceNorToken) {
            try LearnRules.resolve(self.told, reference: nil, token: nil)
        }
    }

    @Test func referenceOfAnotherTokenIsRefused() {
        let paired = TokenFacts(pair: Fingerprint(high: 9, low: 9), recordedAt: .at(1))
        #expect(throws: LearnRefusal.referenceOfAnotherToken) {
            try LearnRules.resolve(
                self.told, reference: self.side(1, .reference, paired), token: self.side(2, .token))
        }
    }

    @Test func tokenOfAnotherReferenceIsRefused() {
        let paired = TokenFacts(pair: Fingerprint(high: 9, low: 9), recordedAt: .at(1))
        #expect(throws: LearnRefusal.tokenOfAnotherReference) {
            try LearnRules.resolve(
                self.told, reference: self.side(1, .reference), token: self.side(2, .token, paired))
        }
    }

    @Test func halvesOfTwoOwnersAreRefused() {
        let one = TokenFacts(owner: .a, recordedAt: .at(1))
        let other = TokenFacts(owner: .b, recordedAt: .at(1))
        #expect(throws: LearnRefusal.ownersDiffer) {
            try LearnRules.resolve(
                self.told, reference: self.side(1, .reference, one), token: self.side(2, .token, other))
        }
    }

    @Test func firstOwnerIsKept() throws {
        let known = TokenFacts(owner: .a, recordedAt: .at(1))
        let told = TokenFacts(owner: .b, recordedAt: .at(10))
        let resolved = try LearnRules.resolve(
            told, reference: self.side(1, .reference), token: self.side(2, .token, known))
        #expect(resolved.keptOwner)
        #expect(resolved.referenceFacts.owner == .a)
        #expect(resolved.tokenFacts.owner == .a)
    }

    @Test func ownerIsSetWhereNoneWas() throws {
        let known = TokenFacts(recordedAt: .at(1))
        let told = TokenFacts(owner: .b, recordedAt: .at(10))
        let resolved = try LearnRules.resolve(told, reference: nil, token: self.side(2, .token, known))
        #expect(!resolved.keptOwner)
        #expect(resolved.tokenFacts == TokenFacts(owner: .b, recordedAt: .at(1)))
    }

    @Test func latestExpiryAndFirstTimeWin() throws {
        let known = TokenFacts(expiresAt: .at(50), recordedAt: .at(1))
        for (expiry, expected) in [(40, 50), (60, 60)] as [(Int64, Int64)] {
            let told = TokenFacts(expiresAt: .at(expiry), recordedAt: .at(10))
            let resolved = try LearnRules.resolve(told, reference: nil, token: self.side(2, .token, known))
            #expect(resolved.tokenFacts == TokenFacts(expiresAt: .at(expected), recordedAt: .at(1)))
        }
    }

    @Test func halvesPointAtEachOther() throws {
        let resolved = try LearnRules.resolve(
            self.told, reference: self.side(1, .reference), token: self.side(2, .token))
        #expect(resolved.referenceFacts.pair == Fingerprint(high: 2, low: 2))
        #expect(resolved.tokenFacts.pair == Fingerprint(high: 1, low: 1))
    }

    @Test func lineWithOneHalfKeepsThePair() throws {
        let pair = Fingerprint(high: 2, low: 2)
        let known = TokenFacts(pair: pair, recordedAt: .at(1))
        let resolved = try LearnRules.resolve(self.told, reference: self.side(1, .reference, known), token: nil)
        #expect(resolved.referenceFacts.pair == pair)
    }

    @Test func revocationOfOneHalfIsToldToTheOther() throws {
        var reference = self.side(1, .reference)
        reference.record.claim(Claim(at: .at(7), by: .a))
        var token = self.side(2, .token)
        token.record.claim(Claim(at: .at(3), by: .b))
        let owned = try LearnRules.resolve(
            TokenFacts(owner: .a, recordedAt: .at(10)), reference: reference, token: token)
        #expect(owned.revocation == Claim(at: .at(7), by: .a))
        let free = try LearnRules.resolve(self.told, reference: reference, token: token)
        #expect(free.revocation == Claim(at: .at(3), by: .b))
    }
}

/// A reference whose token is renewed, as the service that issues the tokens tells it.
@Suite struct FurtherTokenTests {
    private static let reference = Fingerprint(high: 1, low: 1)
    private static let first = Fingerprint(high: 2, low: 2)
    private static let second = Fingerprint(high: 3, low: 3)

    private func referenceSide(_ facts: TokenFacts, revocation: Claim? = nil) -> LearnRules.Side {
        var facts = facts
        facts.pair = facts.pair ?? Self.first
        return (
            Self.reference, SubjectRecord(kind: .reference, facts: facts, revocation: revocation, claims: [])
        )
    }

    private func tokenSide(_ facts: TokenFacts? = nil, claims: [Claim] = []) -> LearnRules.Side {
        (Self.second, SubjectRecord(kind: .token, facts: facts, revocation: nil, claims: claims))
    }

    private func resolve(_ told: TokenFacts, _ reference: LearnRules.Side, _ token: LearnRules.Side) throws
        -> ResolvedToken
    {
        try LearnRules.resolve(told, reference: reference, token: token, takesFurtherTokens: true)
    }

    @Test func furtherTokenNamesTheReferenceAndIsNamedByIt() throws {
        let resolved = try self.resolve(
            TokenFacts(owner: .a, recordedAt: .at(10)),
            self.referenceSide(TokenFacts(owner: .a, kind: .session, recordedAt: .at(1))), self.tokenSide())
        #expect(resolved.referenceFacts.pair == Self.second)
        #expect(resolved.tokenFacts.pair == Self.reference)
        #expect(resolved.tokenFacts.recordedAt == .at(10))
        #expect(resolved.referenceFacts.recordedAt == .at(1))
        #expect(resolved.tokenFacts.kind == .session)
        #expect(resolved.tokenFacts.owner == .a)
        #expect(resolved.revocation == nil)
    }

    @Test(
        arguments: [
            (50, 60, 60, 60), (60, 50, 60, 50), (50, nil, nil, nil), (nil, 50, nil, 50), (nil, nil, nil, nil),
        ] as [(Int64?, Int64?, Int64?, Int64?)])
    func referenceOutlivesAllItsTokens(before: Int64?, told: Int64?, reference: Int64?, token: Int64?) throws {
        let resolved = try self.resolve(
            TokenFacts(expiresAt: told.map(Timestamp.at), recordedAt: .at(10)),
            self.referenceSide(TokenFacts(expiresAt: before.map(Timestamp.at), recordedAt: .at(1))), self.tokenSide())
        #expect(resolved.referenceFacts.expiresAt == reference.map(Timestamp.at) ?? .never)
        #expect(resolved.tokenFacts.expiresAt == token.map(Timestamp.at))
        #expect(resolved.referenceFacts.toldExpiry == reference.map(Timestamp.at))
        let record = SubjectRecord(
            kind: .reference, facts: resolved.referenceFacts,
            revocation: Claim(at: .at(RetentionRule.clockEpochMilliseconds), by: .a), claims: [])
        let isForgotten = RetentionRule(retain: .days(1)).mayForget(
            record, now: .at(RetentionRule.clockEpochMilliseconds * 2))
        #expect(isForgotten == (reference != nil))
    }

    @Test func tokenToldAgainDoesNotTakeTheReferencesExpiry() throws {
        let facts = TokenFacts(pair: Self.second, expiresAt: .never, recordedAt: .at(1))
        let known = TokenFacts(pair: Self.reference, expiresAt: .at(50), recordedAt: .at(1))
        let resolved = try self.resolve(
            TokenFacts(expiresAt: .at(60), recordedAt: .at(10)), self.referenceSide(facts), self.tokenSide(known))
        #expect(resolved.referenceFacts.expiresAt == .never)
        #expect(resolved.tokenFacts.expiresAt == .at(60))
    }

    @Test func revokedReferenceRevokesTheFurtherToken() throws {
        let revocation = Claim(at: .at(5), by: .a)
        let resolved = try self.resolve(
            TokenFacts(owner: .a, recordedAt: .at(10)),
            self.referenceSide(TokenFacts(owner: .a, recordedAt: .at(1)), revocation: revocation), self.tokenSide())
        #expect(resolved.revocation == revocation)
    }

    @Test func ownersClaimOnTheFurtherTokenRevokesTheReference() throws {
        let claim = Claim(at: .at(5), by: .a)
        let known = TokenFacts(owner: .a, recordedAt: .at(1))
        let told = TokenFacts(owner: .a, recordedAt: .at(10))
        let own = try self.resolve(told, self.referenceSide(known), self.tokenSide(claims: [claim]))
        #expect(own.revocation == claim)
        let others = try self.resolve(
            told, self.referenceSide(known), self.tokenSide(claims: [Claim(at: .at(5), by: .b)]))
        #expect(others.revocation == nil)
    }

    @Test func furtherTokenOfAnotherReferenceOrOwnerIsRefused() {
        let known = TokenFacts(owner: .a, recordedAt: .at(1))
        #expect(throws: LearnRefusal.tokenOfAnotherReference) {
            try self.resolve(
                known, self.referenceSide(known),
                self.tokenSide(TokenFacts(pair: Fingerprint(high: 9, low: 9), recordedAt: .at(1))))
        }
        #expect(throws: LearnRefusal.ownersDiffer) {
            try self.resolve(
                known, self.referenceSide(known), self.tokenSide(TokenFacts(owner: .b, recordedAt: .at(1))))
        }
    }

    @Test func furtherTokenBelongsToWhoOwnsTheReference() throws {
        let resolved = try self.resolve(
            TokenFacts(owner: .b, recordedAt: .at(10)), self.referenceSide(TokenFacts(owner: .a, recordedAt: .at(1))),
            self.tokenSide())
        #expect(resolved.keptOwner)
        #expect(resolved.tokenFacts.owner == .a)
        #expect(resolved.referenceFacts.owner == .a)
    }

    @Test func importOfAnEarlierTokenIsTakenAndMovesNothing() throws {
        let known = TokenFacts(pair: Self.reference, expiresAt: .at(50), recordedAt: .at(1))
        let resolved = try LearnRules.resolve(
            TokenFacts(expiresAt: .at(70), recordedAt: .at(10)),
            reference: self.referenceSide(TokenFacts(expiresAt: .at(60), recordedAt: .at(1))),
            token: self.tokenSide(known))
        #expect(resolved.referenceFacts.pair == Self.first)
        #expect(resolved.referenceFacts.expiresAt == .at(70))
        #expect(resolved.tokenFacts.expiresAt == .at(70))
    }
}
