import Revocation
import Testing

@Suite struct RetentionRuleTests {
    private static let day: Int64 = 86_400_000
    private let owner = ConsumerNumber(value: 1)

    private func at(_ days: Int64) -> Timestamp { Timestamp(milliseconds: days * Self.day) }

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
}
