import Revocation
import Testing

@Suite struct RetentionRuleTests {
    private static let day: Int64 = 86_400_000
    private let owner = ConsumerNumber(value: 1)

    /// Days since the earliest time that a clock which is set can say.
    private func at(_ days: Int64) -> Timestamp {
        Timestamp(milliseconds: RetentionRule.clockEpochMilliseconds + days * Self.day)
    }

    @Test func knownTokenWithoutExpiryAndRevocationIsKeptForEver() {
        let record = SubjectRecord(
            kind: .token, facts: TokenFacts(recordedAt: self.at(0)), revocation: nil, claims: [])
        #expect(!RetentionRule(retain: .days(1)).mayForget(record, now: self.at(100_000)))
    }

    @Test(arguments: [true, false])
    func tokenWithExpiryIsForgottenADayAfterItWhateverRetentionSays(isRevoked: Bool) {
        let claim = Claim(at: self.at(1), by: self.owner)
        let record = SubjectRecord(
            kind: .token, facts: TokenFacts(expiresAt: self.at(10), recordedAt: self.at(0)),
            revocation: isRevoked ? claim : nil, claims: isRevoked ? [claim] : [])
        for retain in [LedgerPolicy.Retention.forever, .days(1)] {
            #expect(!RetentionRule(retain: retain).mayForget(record, now: self.at(11)))
            #expect(
                RetentionRule(retain: retain).mayForget(
                    record, now: Timestamp(milliseconds: self.at(11).milliseconds + 1)))
        }
    }

    /// The service may give the reference another token when this one is over.
    @Test func revokedReferenceIsKeptForRetentionBeyondItsTokensExpiry() {
        var record = SubjectRecord(kind: .reference)
        record.learn(TokenFacts(expiresAt: self.at(10), recordedAt: self.at(0)))
        #expect(RetentionRule(retain: .days(30)).mayForget(record, now: self.at(12)))
        record.bind(Claim(at: self.at(5), by: .operator))
        #expect(!RetentionRule(retain: .days(30)).mayForget(record, now: self.at(12)))
        #expect(!RetentionRule(retain: .days(30)).mayForget(record, now: self.at(35)))
        #expect(RetentionRule(retain: .days(30)).mayForget(record, now: self.at(36)))
        #expect(!RetentionRule(retain: .forever).mayForget(record, now: self.at(100_000)))
        // Kept longer where the token lives longer than that.
        #expect(!RetentionRule(retain: .days(1)).mayForget(record, now: self.at(10)))
    }

    @Test func grantIsKeptAsLongAsATokenOfItMayLiveAndItsRevocationForRetentionBeyond() {
        func grant(expiresAt: Timestamp) -> SubjectRecord {
            SubjectRecord(
                kind: .grant, facts: TokenFacts(expiresAt: expiresAt, recordedAt: self.at(0)), revocation: nil,
                claims: [])
        }
        let rule = RetentionRule(retain: .days(30))
        var record = grant(expiresAt: self.at(50))
        #expect(!rule.mayForget(record, now: self.at(51)))
        #expect(rule.mayForget(record, now: self.at(52)))
        record.claim(Claim(at: self.at(5), by: self.owner))
        #expect(!rule.mayForget(record, now: self.at(51)))
        #expect(rule.mayForget(record, now: self.at(52)))
        record.claim(Claim(at: self.at(40), by: ConsumerNumber(value: 2)))
        #expect(!rule.mayForget(record, now: self.at(70)))
        #expect(rule.mayForget(record, now: self.at(71)))
        #expect(!RetentionRule(retain: .forever).mayForget(record, now: self.at(100_000)))
        // Of a token of it no expiry was told.
        var endless = grant(expiresAt: .never)
        endless.claim(Claim(at: self.at(5), by: self.owner))
        #expect(!rule.mayForget(endless, now: self.at(100_000)))
    }

    @Test func claimIsKeptForRetentionSinceTheLastOne() {
        var record = SubjectRecord(kind: .reference)
        record.claim(Claim(at: self.at(0), by: self.owner))
        record.claim(Claim(at: self.at(5), by: ConsumerNumber(value: 2)))
        let rule = RetentionRule(retain: .days(400))
        #expect(!rule.mayForget(record, now: self.at(405)))
        #expect(rule.mayForget(record, now: self.at(406)))
        #expect(!RetentionRule(retain: .forever).mayForget(record, now: self.at(100_000)))
    }

    @Test func revocationWithoutExpiryIsKeptForRetention() {
        var record = SubjectRecord(kind: .reference)
        record.learn(TokenFacts(recordedAt: self.at(0)))
        record.bind(Claim(at: self.at(10), by: .operator))
        let rule = RetentionRule(retain: .days(30))
        #expect(!rule.mayForget(record, now: self.at(40)))
        #expect(rule.mayForget(record, now: self.at(41)))
    }

    @Test(arguments: [0, 1, RetentionRule.clockEpochMilliseconds - 1])
    func wordOfAClockThatWasNotSetIsKept(milliseconds: Int64) {
        let early = Claim(at: Timestamp(milliseconds: milliseconds), by: self.owner)
        var claimed = SubjectRecord(kind: .reference)
        claimed.claim(early)
        // Another's word has an age, this one's may still be later.
        claimed.claim(Claim(at: self.at(1), by: ConsumerNumber(value: 2)))
        var revoked = SubjectRecord(kind: .reference)
        revoked.learn(TokenFacts(recordedAt: self.at(0)))
        revoked.bind(early)
        for record in [claimed, revoked] {
            #expect(!RetentionRule(retain: .days(1)).mayForget(record, now: self.at(100_000)))
        }
    }

    @Test func timesAndDaysOutOfAllBoundsAreNoFault() {
        let rule = RetentionRule(retain: .days(.max))
        let past = SubjectRecord(
            kind: .token, facts: TokenFacts(expiresAt: Timestamp(milliseconds: .min), recordedAt: self.at(0)),
            revocation: nil, claims: [])
        #expect(rule.mayForget(past, now: self.at(1)))
        var claimed = SubjectRecord(kind: .reference)
        claimed.claim(Claim(at: self.at(0), by: self.owner))
        #expect(!rule.mayForget(claimed, now: self.at(100_000)))
    }
}
