import Revocation
import Testing

/// The contract's sentence: a revocation is never cleared by an import, a learned token or their order; revoking a
/// reference or its token revokes the pair, also when the pair becomes known later.
@Suite struct OrderTests {
    enum Event: CaseIterable, Sendable {
        case claimReferenceByOwner, claimTokenByOwner, claimReferenceByOther, claimTokenByOther
        case importReference, importToken, importPair
        case bindReference
    }

    private func run(_ events: [Event], owner: ConsumerNumber?, each: (PureBook) -> Void = { _ in }) throws -> PureBook
    {
        var book = PureBook()
        for (place, event) in events.enumerated() {
            let time = Int64(place + 1)
            let facts = TokenFacts(owner: owner, recordedAt: .at(time))
            switch event {
            case .claimReferenceByOwner: _ = book.call(.reference, by: .a, at: time)
            case .claimTokenByOwner: _ = book.call(.token, by: .a, at: time)
            case .claimReferenceByOther: _ = book.call(.reference, by: .b, at: time)
            case .claimTokenByOther: _ = book.call(.token, by: .b, at: time)
            case .importReference: try book.learn([.reference], facts)
            case .importToken: try book.learn([.token], facts)
            case .importPair: try book.learn([.reference, .token], facts)
            case .bindReference: book.bind(.reference, at: time)
            }
            each(book)
        }
        return book
    }

    private static let ownersWords: Set<Event> = [.claimReferenceByOwner, .claimTokenByOwner, .bindReference]

    @Test(arguments: [
        [Event.importPair, .claimReferenceByOther, .claimTokenByOther],
        [.importPair, .claimReferenceByOwner, .claimTokenByOther],
        [.importPair, .importReference, .claimTokenByOwner, .claimReferenceByOther],
        [.importPair, .importReference, .importToken, .claimTokenByOwner, .claimReferenceByOther, .claimTokenByOther],
        [.importPair, .importReference, .importToken, .bindReference, .claimTokenByOther],
        [.importPair, .importToken, .claimReferenceByOwner, .claimTokenByOwner, .bindReference],
    ])
    func ownedPairIsRevokedByItsOwnersWordAloneInEveryOrder(events: [Event]) throws {
        let isRevoked = events.contains(where: Self.ownersWords.contains)
        for order in permutations(events) {
            let book = try self.run(order, owner: .a)
            #expect((book.record(.reference)?.effectiveRevocation != nil) == isRevoked, "\(order)")
            #expect((book.record(.token)?.effectiveRevocation != nil) == isRevoked, "\(order)")
            #expect(
                book.record(.reference)?.effectiveRevocation == book.record(.token)?.effectiveRevocation, "\(order)")
        }
    }

    @Test func pairWithoutOwnerIsRevokedByAnyoneInEveryOrder() throws {
        let events: [Event] = [.importPair, .importReference, .importToken, .claimReferenceByOther, .claimTokenByOwner]
        for order in permutations(events) {
            let book = try self.run(order, owner: nil)
            #expect(book.record(.reference)?.effectiveRevocation != nil, "\(order)")
            #expect(book.record(.token)?.effectiveRevocation != nil, "\(order)")
        }
    }

    @Test(arguments: [ConsumerNumber.a, nil])
    func whatBoundStaysBoundWhateverFollows(owner: ConsumerNumber?) throws {
        let events: [Event] = [
            .importPair, .importReference, .claimReferenceByOwner, .claimTokenByOther, .bindReference, .importToken,
        ]
        for order in permutations(events) {
            var wasRevoked: Set<SubjectKind> = []
            _ = try self.run(order, owner: owner) { book in
                for kind in SubjectKind.allCases {
                    let isBound = book.record(kind)?.revocation != nil
                    #expect(isBound || !wasRevoked.contains(kind), "\(order)")
                    if isBound { wasRevoked.insert(kind) }
                }
            }
        }
    }

    @Test(arguments: [ConsumerNumber.a, nil])
    func replayingAnyTailOfTheJournalChangesNothing(owner: ConsumerNumber?) throws {
        let events: [Event] = [
            .importPair, .importReference, .claimReferenceByOwner, .claimTokenByOther, .bindReference,
        ]
        for order in permutations(events) {
            let book = try self.run(order, owner: owner)
            for start in book.journal.indices {
                var records = book.records
                for entry in book.journal[start...] { records[entry.fingerprint]?.apply(entry.event) }
                #expect(records == book.records, "\(order) from \(start)")
            }
        }
    }

    @Test(arguments: [ConsumerNumber.a, nil])
    func replayingTheWholeJournalOverAnyPrefixEndsTheSame(owner: ConsumerNumber?) throws {
        let events: [Event] = [
            .claimTokenByOther, .importToken, .claimReferenceByOwner, .importPair, .claimReferenceByOther,
        ]
        for order in permutations(events) {
            let book = try self.run(order, owner: owner)
            for end in 0...book.journal.count {
                var records: [Fingerprint: SubjectRecord] = [:]
                for entry in book.journal[..<end] + book.journal[...] {
                    records[entry.fingerprint, default: SubjectRecord(kind: entry.kind)].apply(entry.event)
                }
                #expect(records == book.records, "\(order) over \(end)")
            }
        }
    }
}
