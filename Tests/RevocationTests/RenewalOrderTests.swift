import Revocation
import Testing

/// The same sentence of the contract for a reference that is renewed: whatever the order, what revokes the reference or
/// one of its tokens revokes all of them, and stays.
@Suite struct RenewalOrderTests {
    enum Event: CaseIterable, Sendable {
        case issueFirst, issueSecond, issueFirstAgain
        case claimReference, claimFirst, claimSecond, claimSecondByOther
        case bindReference
    }

    private static let all = [PureBook.reference, PureBook.token, PureBook.renewed]

    private func run(_ events: [Event], owner: ConsumerNumber?, each: (PureBook) -> Void = { _ in }) throws -> PureBook
    {
        var book = PureBook()
        for (place, event) in events.enumerated() {
            let time = Int64(place + 1)
            let facts = TokenFacts(owner: owner, recordedAt: .at(time))
            switch event {
            case .issueFirst, .issueFirstAgain: try book.learn(issued: PureBook.token, facts)
            case .issueSecond: try book.learn(issued: PureBook.renewed, facts)
            case .claimReference: _ = book.call(PureBook.reference, .reference, by: .a, at: time)
            case .claimFirst: _ = book.call(PureBook.token, .token, by: .a, at: time)
            case .claimSecond: _ = book.call(PureBook.renewed, .token, by: .a, at: time)
            case .claimSecondByOther: _ = book.call(PureBook.renewed, .token, by: .b, at: time)
            case .bindReference: book.bind(.reference, at: time)
            }
            each(book)
        }
        return book
    }

    @Test(arguments: [
        [Event.issueFirst, .issueSecond, .claimSecondByOther],
        [.issueFirst, .issueSecond, .claimReference],
        [.issueFirst, .issueSecond, .claimFirst, .claimSecondByOther],
        [.issueFirst, .issueSecond, .claimSecond],
        [.issueFirst, .issueSecond, .issueFirstAgain, .bindReference],
        [.issueFirst, .issueSecond, .issueFirstAgain, .claimFirst, .claimReference, .claimSecondByOther],
    ])
    func ownersWordOnAnyOfThemRevokesAllInEveryOrder(events: [Event]) throws {
        let isRevoked = events.contains { [.claimReference, .claimFirst, .claimSecond, .bindReference].contains($0) }
        for order in permutations(events) {
            let book = try self.run(order, owner: .a)
            for fingerprint in Self.all {
                #expect((book.standing(fingerprint)?.revocation != nil) == isRevoked, "\(order)")
            }
        }
    }

    @Test(arguments: [ConsumerNumber.a, nil])
    func whatIsRevokedStaysRevokedWhateverFollows(owner: ConsumerNumber?) throws {
        let events: [Event] = [
            .issueFirst, .issueSecond, .issueFirstAgain, .claimFirst, .claimSecondByOther, .bindReference,
        ]
        for order in permutations(events) {
            var wasRevoked: Set<Fingerprint> = []
            _ = try self.run(order, owner: owner) { book in
                for fingerprint in Self.all {
                    let isRevoked = book.standing(fingerprint)?.revocation != nil
                    #expect(isRevoked || !wasRevoked.contains(fingerprint), "\(order)")
                    if isRevoked { wasRevoked.insert(fingerprint) }
                }
            }
        }
    }

    @Test(arguments: [ConsumerNumber.a, nil])
    func replayingTheJournalFromAnyPlaceOverAnyPlaceEndsTheSame(owner: ConsumerNumber?) throws {
        let events: [Event] = [.issueFirst, .claimFirst, .issueSecond, .claimSecondByOther, .issueFirstAgain]
        for order in permutations(events) {
            let book = try self.run(order, owner: owner)
            for end in 0...book.journal.count {
                for start in 0...end {
                    var records: [Fingerprint: SubjectRecord] = [:]
                    for entry in book.journal[..<end] + book.journal[start...] {
                        records[entry.fingerprint, default: SubjectRecord(kind: entry.kind)].apply(entry.event)
                    }
                    #expect(records == book.records, "\(order) from \(start) over \(end)")
                }
            }
        }
    }

    @Test func referenceNamesTheNewestToken() throws {
        let book = try self.run([.issueFirst, .issueSecond], owner: .a)
        #expect(book.record(.reference)?.facts?.pair == PureBook.renewed)
        let again = try self.run([.issueFirst, .issueSecond, .issueFirstAgain], owner: .a)
        #expect(
            again.record(.reference)?.facts?.pair == PureBook.renewed, "an earlier one that is told again is no newer")
    }
}
