import Revocation
import Testing

/// Revoking a token of a grant revokes its siblings, known or learned later, of the same owner or of nobody.
@Suite struct GrantRulesTests {
    private static let grant = Fingerprint(high: 90, low: 90)
    private static let first = Fingerprint(high: 11, low: 11)
    private static let sibling = Fingerprint(high: 12, low: 12)

    private func facts(
        _ owner: ConsumerNumber? = .a, _ kind: TokenKind? = nil, grant: Fingerprint? = Self.grant,
        expiresAt: Int64? = nil, at time: Int64 = 1
    ) -> TokenFacts {
        TokenFacts(
            owner: owner, kind: kind, grant: grant, expiresAt: expiresAt.map(Timestamp.at), recordedAt: .at(time))
    }

    private func revocation(_ fingerprint: Fingerprint, in book: PureBook) -> Timestamp? {
        book.standing(fingerprint)?.revocation?.at
    }

    @Test(arguments: [TokenKind.session, .refreshToken, nil])
    func tokenTakesItsGrantAlong(kind: TokenKind?) throws {
        var book = PureBook()
        try book.learn(Self.first, self.facts(.a, kind))
        try book.learn(Self.sibling, self.facts(.a, .accessToken))
        #expect(book.call(Self.first, .token, by: .a, at: 5) == .revoked(at: .at(5)))
        #expect(self.revocation(Self.sibling, in: book) == .at(5))
        #expect(book.call(Self.sibling, .token, by: .a, at: 6) == .alreadyRevoked(at: .at(5)))
    }

    @Test func accessTokenTakesItsGrantAlongOnlyWhenTheCallSaysSo() throws {
        var book = PureBook()
        try book.learn(Self.first, self.facts(.a, .accessToken))
        try book.learn(Self.sibling, self.facts(.a, .refreshToken))
        #expect(book.call(Self.first, .token, by: .a, at: 5) == .revoked(at: .at(5)))
        #expect(self.revocation(Self.sibling, in: book) == nil)
        #expect(book.call(Self.first, .token, by: .a, at: 6, takesGrant: true) == .alreadyRevoked(at: .at(5)))
        #expect(self.revocation(Self.sibling, in: book) == .at(6))
    }

    @Test func operatorTakesTheGrantAlongWhateverTheKindAndTheOwner() throws {
        var book = PureBook()
        try book.learn(Self.first, self.facts(.a, .accessToken))
        try book.learn(Self.sibling, self.facts(.b, .refreshToken))
        book.bind(Self.first, .token, at: 5)
        #expect(self.revocation(Self.sibling, in: book) == .at(5))
    }

    @Test(arguments: [(ConsumerNumber.a, true), (nil, true), (.b, false)] as [(ConsumerNumber?, Bool)])
    func siblingsOfTheOwnerAndOfNobodyAreRevoked(owner: ConsumerNumber?, isRevoked: Bool) throws {
        let learning = 0, revoking = 1
        for order in [[learning, revoking], [revoking, learning]] {
            var book = PureBook()
            try book.learn(Self.first, self.facts(.a))
            for step in order {
                if step == learning {
                    try book.learn(Self.sibling, self.facts(owner))
                } else {
                    #expect(book.call(Self.first, .token, by: .a, at: 5) == .revoked(at: .at(5)))
                }
            }
            #expect(self.revocation(Self.sibling, in: book) == (isRevoked ? .at(5) : nil), "\(order)")
        }
    }

    @Test func eachOwnerRevokesItsOwnShareOfAGrant() throws {
        let other = Fingerprint(high: 13, low: 13)
        let others = Fingerprint(high: 14, low: 14)
        var book = PureBook()
        for token in [Self.first, Self.sibling] { try book.learn(token, self.facts(.a)) }
        for token in [other, others] { try book.learn(token, self.facts(.b)) }
        #expect(book.call(Self.first, .token, by: .a, at: 5) == .revoked(at: .at(5)))
        #expect(self.revocation(others, in: book) == nil)
        #expect(book.call(other, .token, by: .b, at: 7) == .revoked(at: .at(7)))
        #expect(self.revocation(Self.sibling, in: book) == .at(5))
        #expect(self.revocation(others, in: book) == .at(7))
    }

    /// The claim came before the token was known, and the token before its grant.
    @Test func revocationReachesAGrantThatBecomesKnownLater() throws {
        for learnsFirst in [false, true] {
            var book = PureBook()
            if learnsFirst { try book.learn(Self.first, self.facts(.a, grant: nil)) }
            #expect(book.call(Self.first, .token, by: .a, at: 5) == .revoked(at: .at(5)))
            try book.learn(Self.sibling, self.facts(.a))
            #expect(self.revocation(Self.sibling, in: book) == nil)
            try book.learn(Self.first, self.facts(.a))
            #expect(self.revocation(Self.sibling, in: book) == .at(5))
        }
    }

    @Test func learningARevokedTokenAgainDoesNotReachItsGrantAnew() throws {
        var book = PureBook()
        try book.learn(Self.first, self.facts(.a, .accessToken))
        try book.learn(Self.sibling, self.facts(.a))
        #expect(book.call(Self.first, .token, by: .a, at: 5) == .revoked(at: .at(5)))
        try book.learn(Self.first, self.facts(.a, .accessToken, expiresAt: 99, at: 7))
        #expect(self.revocation(Self.sibling, in: book) == nil)
    }

    @Test func ownerThatANobodysTokenGetsDoesNotReviveIt() throws {
        var book = PureBook()
        try book.learn(Self.first, self.facts(.a))
        try book.learn(Self.sibling, self.facts(nil))
        #expect(book.call(Self.first, .token, by: .a, at: 5) == .revoked(at: .at(5)))
        try book.learn(Self.sibling, self.facts(.b))
        #expect(book.standing(Self.sibling)?.facts?.owner == .b)
        #expect(self.revocation(Self.sibling, in: book) == .at(5))
    }

    @Test func confirmedRevocationIsTheOwnersWordForTheGrant() throws {
        var book = PureBook()
        try book.learn(Self.first, self.facts(.a))
        try book.learn(Self.sibling, self.facts(.a))
        let foreign = Fingerprint(high: 13, low: 13)
        try book.learn(foreign, self.facts(.b))
        #expect(book.call(Self.first, .token, by: .b, at: 5, isConfirmed: true) == .revoked(at: .at(5)))
        #expect(book.standing(Self.first)?.revocation == Claim(at: .at(5), by: .b))
        #expect(self.revocation(Self.sibling, in: book) == .at(5))
        #expect(self.revocation(foreign, in: book) == nil)
        let unknown = Fingerprint(high: 15, low: 15)
        #expect(book.call(unknown, .token, by: .b, at: 5, isConfirmed: true) == .revoked(at: .at(5)))
        #expect(book.call(unknown, .token, by: .b, at: 6) == .alreadyRevoked(at: .at(5)))
        try book.learn(unknown, self.facts(.a))
        #expect(self.revocation(unknown, in: book) == .at(5))
        let over = Fingerprint(high: 16, low: 16)
        #expect(
            book.call(over, .token, by: .b, at: 7, unknownClaims: 1_000_000, isConfirmed: true)
                == .limited(retryAfterSeconds: LedgerRules.limitedRetrySeconds))
    }

    @Test func tokenOfAReferenceIsRevokedWithTheGrantThatOnlyTheReferenceHas() throws {
        var book = PureBook()
        for token in [PureBook.token, PureBook.renewed] {
            try book.learn(issued: token, self.facts(.a, grant: nil))
        }
        try book.learn(PureBook.reference, self.facts(.a), as: .reference)
        try book.learn(Self.sibling, self.facts(.a))
        #expect(book.call(Self.sibling, .token, by: .a, at: 5) == .revoked(at: .at(5)))
        #expect(self.revocation(PureBook.reference, in: book) == .at(5))
        #expect(self.revocation(PureBook.token, in: book) == .at(5))
    }

    @Test func tokenOfAReferenceTakesTheGrantAlongThatOnlyTheReferenceHas() throws {
        var book = PureBook()
        for token in [PureBook.token, PureBook.renewed] {
            try book.learn(issued: token, self.facts(.a, grant: nil))
        }
        try book.learn(PureBook.reference, self.facts(.a), as: .reference)
        try book.learn(Self.sibling, self.facts(.a))
        #expect(book.call(PureBook.token, .token, by: .a, at: 5) == .revoked(at: .at(5)))
        #expect(self.revocation(Self.sibling, in: book) == .at(5))
    }

    @Test func grantLivesAsLongAsTheLastOfItsTokens() throws {
        var book = PureBook()
        try book.learn(Self.first, self.facts(.a, expiresAt: 100))
        #expect(book.records[Self.grant]?.facts?.expiresAt == .at(100))
        try book.learn(Self.sibling, self.facts(.b, expiresAt: 50))
        #expect(book.records[Self.grant]?.facts?.expiresAt == .at(100))
        try book.learn(Self.sibling, self.facts(.b, expiresAt: 300))
        #expect(book.records[Self.grant]?.facts?.expiresAt == .at(300))
        try book.learn(Fingerprint(high: 16, low: 16), self.facts(.b))
        #expect(book.records[Self.grant]?.facts?.expiresAt == .never)
        #expect(book.records[Self.grant]?.kind == .grant)
        #expect(book.records[Self.grant]?.facts?.owner == nil)
    }

    @Test func grantWithoutARecordIsTakenForOneThatLivesForEver() {
        let claim = Claim(at: .at(5), by: .a)
        let lesson = GrantLesson(grant: Self.grant, facts: nil, claim: claim)
        let facts = TokenFacts(expiresAt: .never, recordedAt: .at(5))
        #expect(GrantRules.events(of: lesson, on: nil) == [.learned(facts, revocation: nil), .claimed(claim)])
        var record = SubjectRecord(kind: .grant)
        for event in GrantRules.events(of: lesson, on: nil) { record.apply(event) }
        #expect(record.revocation == nil)
        #expect(record.claims == [claim])
        #expect(GrantRules.events(of: lesson, on: record).isEmpty)
    }

    @Test func recordsOfGrantsAreTheSameWhateverIsReplayed() throws {
        var book = PureBook()
        try book.learn(Self.first, self.facts(.a, expiresAt: 100))
        _ = book.call(Self.first, .token, by: .a, at: 5)
        try book.learn(Self.sibling, self.facts(nil, expiresAt: 300))
        try book.learn(Self.sibling, self.facts(.b))
        book.bind(Self.sibling, .token, at: 8)
        for end in 0...book.journal.count {
            var records: [Fingerprint: SubjectRecord] = [:]
            for entry in book.journal[..<end] + book.journal[...] {
                records[entry.fingerprint, default: SubjectRecord(kind: entry.kind)].apply(entry.event)
            }
            #expect(records == book.records, "over \(end)")
        }
    }

    @Test func grantIsNoToken() throws {
        var book = PureBook()
        try book.learn(Self.first, self.facts(.a))
        let record = try #require(book.records[Self.grant])
        let names = ConsumerNames()
        #expect(
            SubjectStatus(fingerprint: Self.grant, record: record, sealedValue: [], names: names) == nil)
    }
}
