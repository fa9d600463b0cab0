import Revocation
import Testing

@Suite struct LedgerRulesTests {
    private let refusing = LedgerPolicy(unknown: .refuse, maximumUnknownPerConsumer: 10, retain: .forever)

    @Test func unknownSubjectIsRecordedUnderTheConsumerThatAsked() {
        var book = PureBook()
        #expect(book.call(.reference, by: .a, at: 5) == .revoked(at: .at(5)))
        #expect(book.record(.reference)?.claims == [Claim(at: .at(5), by: .a)])
        #expect(book.record(.reference)?.facts == nil)
    }

    @Test func secondRevocationSaysTheFirstTime() {
        var book = PureBook()
        _ = book.call(.reference, by: .a, at: 5)
        #expect(book.call(.reference, by: .a, at: 9) == .alreadyRevoked(at: .at(5)))
    }

    @Test func consumerLearnsNothingOfAnothersClaim() {
        var book = PureBook()
        _ = book.call(.reference, by: .a, at: 5)
        #expect(book.call(.reference, by: .b, at: 9) == .revoked(at: .at(9)))
        #expect(book.call(.reference, by: .b, at: 10) == .alreadyRevoked(at: .at(9)))
        #expect(book.call(.reference, by: .a, at: 11) == .alreadyRevoked(at: .at(5)))
    }

    @Test func ownedTokenIsRefusedToOthersEvenWhenRevoked() throws {
        var book = PureBook()
        try book.learn([.token], TokenFacts(owner: .a, recordedAt: .at(1)))
        #expect(book.call(.token, by: .b, at: 2) == .ownedByAnother)
        #expect(book.call(.token, by: .a, at: 3) == .revoked(at: .at(3)))
        #expect(book.call(.token, by: .b, at: 4) == .ownedByAnother)
        #expect(book.call(.token, by: .a, at: 5) == .alreadyRevoked(at: .at(3)))
    }

    @Test func tokenWithoutOwnerIsRevokedByAnyone() throws {
        var book = PureBook()
        try book.learn([.token], TokenFacts(recordedAt: .at(1)))
        #expect(book.call(.token, by: .b, at: 2) == .revoked(at: .at(2)))
        #expect(book.call(.token, by: .a, at: 3) == .alreadyRevoked(at: .at(2)))
    }

    @Test func claimOfAnotherDoesNotBindWhenTheOwnerBecomesKnown() throws {
        var book = PureBook()
        _ = book.call(.token, by: .b, at: 1)
        try book.learn([.token], TokenFacts(owner: .a, recordedAt: .at(2)))
        #expect(book.record(.token)?.effectiveRevocation == nil)
        #expect(book.call(.token, by: .b, at: 3) == .ownedByAnother)
        #expect(book.call(.token, by: .a, at: 4) == .revoked(at: .at(4)))
    }

    @Test func claimOfTheOwnerBindsAtItsOwnTime() throws {
        var book = PureBook()
        _ = book.call(.token, by: .b, at: 1)
        _ = book.call(.token, by: .a, at: 2)
        try book.learn([.token], TokenFacts(owner: .a, recordedAt: .at(3)))
        #expect(book.record(.token)?.effectiveRevocation == Claim(at: .at(2), by: .a))
        #expect(book.call(.token, by: .a, at: 4) == .alreadyRevoked(at: .at(2)))
    }

    @Test func earliestClaimBindsATokenWithoutOwner() throws {
        var book = PureBook()
        _ = book.call(.token, by: .b, at: 1)
        _ = book.call(.token, by: .a, at: 2)
        try book.learn([.token], TokenFacts(recordedAt: .at(3)))
        #expect(book.record(.token)?.effectiveRevocation == Claim(at: .at(1), by: .b))
    }

    @Test func revokingOneHalfRevokesTheOther() throws {
        var book = PureBook()
        try book.learn([.reference, .token], TokenFacts(owner: .a, recordedAt: .at(1)))
        #expect(book.call(.reference, by: .a, at: 2) == .revoked(at: .at(2)))
        #expect(book.call(.token, by: .a, at: 3) == .alreadyRevoked(at: .at(2)))
    }

    @Test func operatorBindsWhoeverOwnsIt() throws {
        var book = PureBook()
        try book.learn([.token], TokenFacts(owner: .a, recordedAt: .at(1)))
        book.bind(.token, at: 2)
        #expect(book.call(.token, by: .a, at: 3) == .alreadyRevoked(at: .at(2)))
        book.bind(.reference, at: 4)
        #expect(book.record(.reference)?.facts == nil)
        #expect(book.call(.reference, by: .b, at: 5) == .alreadyRevoked(at: .at(4)))
    }

    @Test func refusingPolicyRecordsNothingUnknown() {
        var book = PureBook(self.refusing)
        #expect(book.call(.token, by: .a, at: 1) == .unknown)
        #expect(book.record(.token) == nil)
    }

    @Test func refusingPolicyStillHonoursAnEarlierClaim() {
        var record = SubjectRecord(kind: .token)
        record.claim(Claim(at: .at(1), by: .a))
        let rules = LedgerRules(policy: self.refusing)
        #expect(
            rules.callReceived(from: .a, on: record, unknownClaims: 1) == .answer(.alreadyRevoked(at: .at(1))))
        #expect(rules.callReceived(from: .b, on: record, unknownClaims: 0) == .answer(.unknown))
    }

    @Test func consumerAtItsLimitIsLimitedOnUnknownSubjectsOnly() throws {
        let policy = LedgerPolicy(unknown: .revoke, maximumUnknownPerConsumer: 3, retain: .forever)
        var book = PureBook(policy)
        let limited = RevocationOutcome.limited(retryAfterSeconds: LedgerRules.limitedRetrySeconds)
        #expect(book.call(.reference, by: .a, at: 1, unknownClaims: 3) == limited)
        #expect(book.record(.reference) == nil)
        #expect(book.call(.reference, by: .a, at: 1, unknownClaims: 2) == .revoked(at: .at(1)))
        #expect(book.call(.reference, by: .a, at: 2, unknownClaims: 3) == .alreadyRevoked(at: .at(1)))
        try book.learn([.token], TokenFacts(recordedAt: .at(1)))
        #expect(book.call(.token, by: .a, at: 3, unknownClaims: 3) == .revoked(at: .at(3)))
    }
}
