import Revocation
import Testing

@Suite struct LearnRulesTests {
    private typealias Side = (fingerprint: Fingerprint, record: SubjectRecord)

    private func side(_ number: UInt64, _ kind: SubjectKind, _ facts: TokenFacts? = nil) -> Side {
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
