import Revocation
import Testing

extension LedgerContract {
    static var confirming: [ContractClaim] {
        [
            ContractClaim("what an upstream revoked is revoked whoever owns it") { (subject) throws in
                try subject.importTokens(grantLine(1, reference: 11), grantLine(2), grantLine(3, owner: "b"))
                #expect(try subject.revoke(.token(1, by: "b", at: 5)) == .ownedByAnother)
                #expect(try subject.revoke(.token(1, by: "b", at: 6, isConfirmed: true)) == .revoked(at: .at(6)))
                for _ in 0..<2 {
                    for token in [1, 2, 11] as [UInt64] { #expect(try subject.revokedAt(token) == .at(6)) }
                    #expect(try subject.revokedAt(3) == nil)
                    try subject.settle()
                }
                #expect(
                    try subject.revoke(.token(1, by: "b", at: 7, isConfirmed: true)) == .alreadyRevoked(at: .at(6)))
            },
            ContractClaim("what an upstream revoked before it is known is revoked whoever will own it") {
                (subject) throws in
                #expect(try subject.revoke(.token(1, by: "b", at: 5, isConfirmed: true)) == .revoked(at: .at(5)))
                #expect(try subject.openRegistry().statistics().unknownClaims == ["b": 1])
                try subject.settle()
                try subject.importTokens(grantLine(1))
                #expect(try subject.revokedAt(1) == .at(5))
                #expect(
                    try subject.revoke(.token(1, by: "b", at: 7, isConfirmed: true)) == .alreadyRevoked(at: .at(5)))
            },
        ]
    }

    static var finding: [ContractClaim] {
        [
            ContractClaim("a finding says all that is known, and changes nothing") { (subject) throws in
                try subject.importTokens(grantLine(1, reference: 11, kind: .session, expiresAt: 9_000_000_000_000))
                for _ in 0..<2 {
                    #expect(
                        try subject.find(11)
                            == LedgerFinding(
                                state: .known, counterpart: .test(1), owner: "a", kind: .session,
                                expiresAt: .at(9_000_000_000_000)))
                    #expect(try subject.find(1).counterpart == .test(11))
                    #expect(try subject.find(99) == LedgerFinding(state: .unknown))
                    try subject.settle()
                }
                #expect(try subject.openRegistry().statistics().unfoldedSubjects == 0)
            },
            ContractClaim("a claim on an unknown subject is found as its revocation") { (subject) throws in
                #expect(try subject.revoke(.token(1, by: "a", at: 7)) == .revoked(at: .at(7)))
                #expect(try subject.revoke(.token(1, by: "b", at: 5)) == .revoked(at: .at(5)))
                for _ in 0..<2 {
                    #expect(try subject.find(1) == LedgerFinding(state: .revoked(at: .at(5))))
                    try subject.settle()
                }
            },
            ContractClaim("none of a reference's several tokens stands for it, and each token finds its reference") {
                (subject) throws in
                func issued(_ token: UInt64) -> LedgerLesson {
                    LedgerLesson(
                        token: LearnedToken(reference: .test(11), token: .test(token), owner: "a"),
                        receivedAt: .at(1), ticket: 0)
                }
                #expect(try subject.learn([issued(1), issued(1)]) == [.learned, .learned])
                #expect(try subject.find(11).counterpart == .test(1))
                #expect(try subject.learn([issued(2), issued(2), issued(1)]) == [.learned, .learned, .learned])
                for _ in 0..<2 {
                    #expect(try subject.find(11).counterpart == nil)
                    #expect(try subject.find(1).counterpart == .test(11))
                    #expect(try subject.find(2).counterpart == .test(11))
                    try subject.settle()
                }
            },
            ContractClaim("a question is answered as of its place in the order") { (subject) throws in
                let port = CollectingPort()
                let question = { LedgerQuestion(fingerprint: .test(11), ticket: $0) }
                let lesson = LedgerLesson(
                    token: LearnedToken(reference: .test(11), token: .test(1), owner: "a"), receivedAt: .at(1),
                    ticket: 0)
                subject.ledger.find([question(0)], from: port)
                subject.ledger.learn([lesson], from: port)
                subject.ledger.find([question(1)], from: port)
                subject.ledger.submit([.token(1, by: "a", at: 5)], from: port)
                subject.ledger.find([question(2), question(3)], from: port)
                #expect(port.wait(for: 6))
                #expect(port.repeatedTickets.isEmpty)
                #expect(port.finding(0) == LedgerFinding(state: .unknown))
                #expect(port.finding(1) == LedgerFinding(state: .known, counterpart: .test(1), owner: "a"))
                let revoked = LedgerFinding(state: .revoked(at: .at(5)), counterpart: .test(1), owner: "a")
                #expect(port.finding(2) == revoked)
                #expect(port.finding(3) == revoked)
            },
            ContractClaim("a value is found behind a long journal, whatever touched its subject since") {
                (subject) throws in
                try subject.importTokens(grantLine(1, reference: 11))
                for start in stride(from: 100_000, to: 110_000, by: 2_500) as StrideTo<UInt64> {
                    _ = try subject.revoke((start..<(start + 2_500)).map { .reference($0) })
                }
                #expect(try subject.find(11).counterpart == .test(1))
                #expect(try subject.revoke(.token(1, at: 5)) == .revoked(at: .at(5)))
                #expect(try subject.find(11).counterpart == .test(1))
                #expect(try subject.find(1).counterpart == .test(11))
            },
        ]
    }
}
