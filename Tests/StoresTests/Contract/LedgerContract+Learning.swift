import Revocation
import Testing

/// What a passing reply tells of a reference and a token of it, as consumer `a` gets it.
private func issued(
    _ reference: UInt64?, _ token: UInt64?, to owner: String? = "a", expiresAt: Int64? = nil, at time: Int64 = 1
) -> LedgerLesson {
    LedgerLesson(
        token: LearnedToken(
            reference: reference.map(LearnedToken.Half.test), token: token.map(LearnedToken.Half.test), owner: owner,
            expiresAt: expiresAt.map(Timestamp.at)), receivedAt: .at(time), ticket: 0)
}

extension LedgerContract {
    static var learning: [ContractClaim] {
        [
            ContractClaim("a learned token is known, before and after a restart and settling") { subject in
                #expect(try subject.learn(issued(1, 2, expiresAt: 9_000_000_000_000, at: 4)) == .learned)
                for _ in 0..<2 {
                    let status = try #require(try subject.openRegistry().show(.test(2)))
                    #expect(status.state == .known)
                    #expect(status.isKnown)
                    #expect(status.owner == "a")
                    #expect(status.pair == .test(1))
                    #expect(status.expiresAt == .at(9_000_000_000_000))
                    #expect(status.recordedAt == .at(4))
                    #expect(status.sealedValue == Array("sealed-2".utf8))
                    try subject.restart()
                    #expect(try subject.revoke(.token(2, by: "b")) == .ownedByAnother)
                    try subject.settle()
                }
                #expect(try subject.revoke(.reference(1, by: "a", at: 5)) == .revoked(at: .at(5)))
                #expect(try subject.revoke(.token(2, by: "a", at: 6)) == .alreadyRevoked(at: .at(5)))
            },
            ContractClaim("what nobody owns is anyone's") { (subject) throws in
                #expect(try subject.learn(issued(1, 2, to: nil)) == .learned)
                #expect(try subject.revoke(.token(2, by: "b", at: 5)) == .revoked(at: .at(5)))
                #expect(try subject.revoke(.reference(1, by: "c", at: 6)) == .alreadyRevoked(at: .at(5)))
            },
            ContractClaim("what is revoked before it is learned stays revoked") { subject in
                #expect(try subject.revoke(.reference(1, by: "a", at: 5)) == .revoked(at: .at(5)))
                #expect(try subject.learn(issued(1, 2, at: 6)) == .learned)
                #expect(try subject.revoke(.token(2, by: "a", at: 7)) == .alreadyRevoked(at: .at(5)))
                try subject.settle()
                #expect(try subject.learn(issued(1, 2, at: 8)) == .learned)
                #expect(try subject.revoke(.reference(1, by: "a", at: 9)) == .alreadyRevoked(at: .at(5)))
                #expect(try subject.openRegistry().show(.test(2))?.state == .revoked)
            },
            ContractClaim("learning the same again changes nothing") { subject in
                #expect(try subject.learn(issued(1, 2, expiresAt: 9_000_000_000_000, at: 4)) == .learned)
                let before = try subject.openRegistry().show(.test(2))
                #expect(try subject.learn(issued(1, 2, expiresAt: 9_000_000_000_000, at: 9)) == .learned)
                try subject.settle()
                #expect(try subject.learn(issued(1, 2, expiresAt: 9_000_000_000_000, at: 10)) == .learned)
                #expect(try subject.openRegistry().show(.test(2)) == before)
                #expect(try subject.openRegistry().statistics().unfoldedSubjects == 0)
            },
            ContractClaim("refused learning changes nothing") { subject in
                #expect(try subject.learn([issued(1, 2), issued(nil, 5, to: "b")]) == [.learned, .learned])
                try subject.settle()
                let before = try subject.openRegistry().all(ListQuery())
                #expect(
                    try subject.learn([issued(7, 2), issued(1, 5), issued(nil, nil)]) == [
                        .refused(.tokenOfAnotherReference), .refused(.ownersDiffer),
                        .refused(.neitherReferenceNorToken),
                    ])
                #expect(try subject.openRegistry().all(ListQuery()) == before)
                #expect(try subject.openRegistry().statistics().unfoldedSubjects == 0)
            },
            ContractClaim("calls and learned tokens count in the order submitted") { (subject) throws in
                let port = CollectingPort()
                subject.ledger.learn([issued(nil, 1)], from: port)
                subject.ledger.submit([.token(1, by: "b", at: 5)], from: port)
                #expect(port.wait(for: 2))
                #expect(port.answers[0] == .ownedByAnother)
                #expect(port.lessons[0] == .learned)

                let later = CollectingPort()
                subject.ledger.submit([.token(3, by: "b", at: 5)], from: later)
                subject.ledger.learn([issued(nil, 3)], from: later)
                #expect(later.wait(for: 2))
                #expect(later.answers[0] == .revoked(at: .at(5)))
                #expect(try subject.openRegistry().show(.test(3))?.state == .known)
                #expect(try subject.openRegistry().show(.test(3))?.owner == "a")
            },
        ]
    }

    static var renewal: [ContractClaim] {
        [
            ContractClaim("revoking a reference revokes every token it was given") { subject in
                for token in 2..<6 as Range<UInt64> { #expect(try subject.learn(issued(1, token)) == .learned) }
                try subject.settle()
                #expect(try subject.learn(issued(1, 6)) == .learned)
                #expect(try subject.revoke(.reference(1, by: "a", at: 5)) == .revoked(at: .at(5)))
                for _ in 0..<2 {
                    for token in 2..<7 as Range<UInt64> {
                        #expect(try subject.revoke(.token(token, by: "a", at: 6)) == .alreadyRevoked(at: .at(5)))
                        #expect(try subject.revoke(.token(token, by: "b", at: 6)) == .ownedByAnother)
                        let status = try #require(try subject.openRegistry().show(.test(token)))
                        #expect(status.state == .revoked)
                        #expect(status.revokedAt == .at(5))
                        #expect(status.pair == .test(1))
                    }
                    #expect(try subject.openRegistry().all(ListQuery(state: .known)).isEmpty)
                    #expect(try subject.openRegistry().all(ListQuery(state: .revoked)).count == 6)
                    try subject.settle()
                }
                #expect(try subject.openRegistry().revokeAll(ownedBy: "a", issuedBefore: nil, at: .at(9)) == 0)
                #expect(
                    try subject.openRegistry().revoke(.test(2), kind: .token, at: .at(9)) == .alreadyRevoked(at: .at(5))
                )
            },
            ContractClaim("revoking any token of a reference revokes the others") { subject in
                for token in 2..<5 as Range<UInt64> { #expect(try subject.learn(issued(1, token)) == .learned) }
                try subject.settle()
                #expect(try subject.revoke(.token(2, by: "a", at: 5)) == .revoked(at: .at(5)))
                for token in [3, 4] as [UInt64] {
                    #expect(try subject.revoke(.token(token, by: "a", at: 6)) == .alreadyRevoked(at: .at(5)))
                }
                #expect(try subject.revoke(.reference(1, by: "a", at: 6)) == .alreadyRevoked(at: .at(5)))
            },
            ContractClaim("a token given to a revoked reference is revoked") { subject in
                #expect(try subject.learn(issued(1, 2)) == .learned)
                #expect(try subject.revoke(.reference(1, by: "a", at: 5)) == .revoked(at: .at(5)))
                try subject.settle()
                #expect(try subject.learn(issued(1, 3, at: 6)) == .learned)
                #expect(try subject.revoke(.token(3, by: "a", at: 7)) == .alreadyRevoked(at: .at(5)))
            },
            ContractClaim("a reference tells of the token it was given last, and outlives all") { subject in
                let (sooner, later): (Int64, Int64) = (8_000_000_000_000, 9_000_000_000_000)
                #expect(try subject.learn(issued(1, 2, expiresAt: later)) == .learned)
                #expect(try subject.learn(issued(1, 3, expiresAt: sooner)) == .learned)
                try subject.settle()
                #expect(try subject.openRegistry().show(.test(1))?.pair == .test(3))
                #expect(try subject.openRegistry().show(.test(1))?.expiresAt == .at(later))
                #expect(try subject.openRegistry().show(.test(3))?.expiresAt == .at(sooner))
                #expect(try subject.learn(issued(1, 4)) == .learned)
                try subject.settle()
                let registry = try subject.openRegistry()
                #expect(try registry.show(.test(1))?.expiresAt == nil)
                #expect(try registry.show(.test(4))?.expiresAt == nil)
                #expect(try registry.show(.test(3))?.expiresAt == .at(sooner))
            },
            ContractClaim("an import takes no second token, and knows those that were learned") { subject in
                #expect(try subject.learn([issued(1, 2), issued(1, 3)]) == [.learned, .learned])
                let report = try subject.openRegistry().importTokens(
                    [
                        LearnedToken(reference: .test(1), token: .test(2), owner: "a"),
                        LearnedToken(reference: .test(1), token: .test(3), owner: "a"),
                        LearnedToken(reference: .test(1), token: .test(4), owner: "a"),
                    ], at: .at(9))
                #expect(report.refusals == [2: .referenceOfAnotherToken])
                #expect(report.unchanged == 2)
                #expect(try subject.openRegistry().show(.test(1))?.pair == .test(3))
            },
        ]
    }
}
