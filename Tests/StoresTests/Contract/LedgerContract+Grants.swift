import Revocation
import Testing

/// An import line of a token of a grant.
private func line(
    _ token: UInt64, of grant: UInt64 = 1_000, reference: UInt64? = nil, owner: String? = "a", kind: TokenKind? = nil,
    expiresAt: Int64? = nil
) -> LearnedToken {
    LearnedToken(
        reference: reference.map(LearnedToken.Half.test), token: .test(token), owner: owner, kind: kind,
        grant: .test(grant), expiresAt: expiresAt.map(Timestamp.at))
}

extension LedgerUnderTest {
    fileprivate func importTokens(_ lines: LearnedToken...) throws {
        let report = try self.openRegistry().importTokens(lines, at: .at(1))
        #expect(report.refusals.isEmpty)
    }

    /// When a token was revoked, as the registry shows it and as the ledger finds it.
    fileprivate func revokedAt(_ token: UInt64) throws -> Timestamp? {
        let shown = try self.openRegistry().show(.test(token))?.revokedAt
        let found = try self.find(token).state
        #expect(found == shown.map(TokenFinding.State.revoked) ?? .known)
        return shown
    }
}

extension LedgerContract {
    static var grants: [ContractClaim] {
        [
            ContractClaim("revoking a token of a grant revokes the others, before and after settling") { (subject) throws in
                try subject.importTokens(
                    line(1, reference: 11), line(2, kind: .accessToken), line(3, kind: .refreshToken), line(4, of: 2_000))
                for isSettled in [false, true] {
                    if isSettled { try subject.settle() }
                    #expect(
                        try subject.revoke(.reference(11, at: 5))
                            == (isSettled ? .alreadyRevoked(at: .at(5)) : .revoked(at: .at(5))))
                    for token in [2, 3] as [UInt64] {
                        #expect(try subject.revokedAt(token) == .at(5))
                        #expect(try subject.revoke(.token(token, by: "a", at: 6)) == .alreadyRevoked(at: .at(5)))
                        #expect(try subject.revoke(.token(token, by: "b", at: 6)) == .ownedByAnother)
                    }
                    #expect(try subject.revokedAt(4) == nil)
                }
            },
            ContractClaim("a settled grant is revoked as one in the journal is") { (subject) throws in
                try subject.importTokens(line(1), line(2))
                try subject.settle()
                #expect(try subject.revoke(.token(1, at: 5)) == .revoked(at: .at(5)))
                #expect(try subject.revokedAt(2) == .at(5))
                try subject.restart()
                try subject.importTokens(line(3))
                try subject.settle()
                #expect(try subject.revokedAt(3) == .at(5))
                #expect(try subject.revoke(.token(3, at: 6)) == .alreadyRevoked(at: .at(5)))
            },
            ContractClaim("an access token leaves its grant alone unless the call takes it along") { (subject) throws in
                try subject.importTokens(line(1, kind: .accessToken), line(2, kind: .refreshToken))
                #expect(try subject.revoke(.token(1, at: 5)) == .revoked(at: .at(5)))
                try subject.settle()
                #expect(try subject.revokedAt(2) == nil)
                #expect(try subject.revoke(.token(1, at: 6, takesGrant: true)) == .alreadyRevoked(at: .at(5)))
                #expect(try subject.revokedAt(2) == .at(6))
            },
            ContractClaim("a grant's tokens of other owners live on, and those of nobody do not") { (subject) throws in
                try subject.importTokens(line(1), line(2, owner: "b"), line(3, owner: nil))
                #expect(try subject.revoke(.token(1, at: 5)) == .revoked(at: .at(5)))
                try subject.importTokens(line(4, owner: "b"), line(5, owner: nil))
                for _ in 0..<2 {
                    #expect(try subject.revokedAt(2) == nil)
                    #expect(try subject.revokedAt(3) == .at(5))
                    #expect(try subject.revokedAt(4) == nil)
                    #expect(try subject.revokedAt(5) == .at(5))
                    try subject.settle()
                }
                // Nor does an owner revive what was nobody's.
                try subject.importTokens(line(3, owner: "b"))
                try subject.settle()
                #expect(try subject.revokedAt(3) == .at(5))
                #expect(try subject.revoke(.token(2, by: "b", at: 7)) == .revoked(at: .at(7)))
                #expect(try subject.revokedAt(4) == .at(7))
                #expect(try subject.revokedAt(1) == .at(5))
            },
            ContractClaim("the operator's word takes all of a grant") { (subject) throws in
                try subject.importTokens(line(1, kind: .accessToken), line(2, owner: "b"))
                let registry = try subject.openRegistry()
                #expect(try registry.revoke(.test(1), kind: .token, at: .at(5)) == .revoked(at: .at(5)))
                #expect(try subject.revokedAt(2) == .at(5))
                try subject.importTokens(line(3, owner: "c"))
                #expect(try subject.revokedAt(3) == .at(5))
            },
            ContractClaim("all of a consumer are revoked without their grants") { (subject) throws in
                try subject.importTokens(line(1), line(2, owner: "b"), line(3, owner: nil))
                #expect(try subject.openRegistry().revokeAll(ownedBy: "a", issuedBefore: nil, at: .at(5)) == 1)
                #expect(try subject.revokedAt(1) == .at(5))
                #expect(try subject.revokedAt(2) == nil)
                #expect(try subject.revokedAt(3) == nil)
                // Importing again says nothing new of the grant.
                try subject.importTokens(line(1))
                #expect(try subject.revokedAt(3) == nil)
                // What goes with its grant is not counted again.
                try subject.importTokens(line(4), line(5))
                #expect(try subject.revoke(.token(4, at: 6)) == .revoked(at: .at(6)))
                #expect(try subject.openRegistry().revokeAll(ownedBy: "a", issuedBefore: nil, at: .at(7)) == 0)
            },
            ContractClaim("grants are not listed, not shown and not counted") { (subject) throws in
                try subject.importTokens(line(1, reference: 11), line(2, of: 2_000))
                #expect(try subject.revoke(.token(1, at: 5)) == .revoked(at: .at(5)))
                for _ in 0..<2 {
                    let registry = try subject.openRegistry()
                    let numbers: [UInt64] = [1, 2, 11]
                    let all = try registry.all(ListQuery())
                    #expect(all.map(\.fingerprint) == numbers.map(Fingerprint.test).sorted())
                    #expect(try registry.all(ListQuery(owner: "a")).count == 3)
                    #expect(try registry.all(ListQuery(state: .revoked)).count == 2)
                    #expect(try registry.show(.test(1_000)) == nil)
                    #expect(try subject.find(1_000).state == .unknown)
                    #expect(try registry.statistics().unknownClaims.isEmpty)
                    try subject.settle()
                }
                #expect(try subject.openRegistry().statistics().foldedSubjects == 3)
            },
        ]
    }

    static var confirming: [ContractClaim] {
        [
            ContractClaim("what an upstream revoked is revoked whoever owns it") { (subject) throws in
                try subject.importTokens(line(1, reference: 11), line(2), line(3, owner: "b"))
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
            ContractClaim("of what is unknown a confirmation records nothing") { (subject) throws in
                #expect(try subject.revoke(.token(1, by: "b", at: 5, isConfirmed: true)) == .unknown)
                #expect(try subject.openRegistry().show(.test(1)) == nil)
                #expect(try subject.openRegistry().statistics().unfoldedSubjects == 0)
            },
        ]
    }

    static var finding: [ContractClaim] {
        [
            ContractClaim("a finding says all that is known, and changes nothing") { (subject) throws in
                try subject.importTokens(line(1, reference: 11, kind: .session, expiresAt: 9_000_000_000_000))
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
            ContractClaim("a reference finds the token it was given last, and each token its reference") { (subject) throws in
                func issued(_ token: UInt64) -> LedgerLesson {
                    LedgerLesson(
                        token: LearnedToken(reference: .test(11), token: .test(token), owner: "a"),
                        receivedAt: .at(1), ticket: 0)
                }
                #expect(try subject.learn([issued(1), issued(2)]) == [.learned, .learned])
                for _ in 0..<2 {
                    #expect(try subject.find(11).counterpart == .test(2))
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
            ContractClaim("a value is found behind a long journal, whatever touched its subject since") { (subject) throws in
                try subject.importTokens(line(1, reference: 11))
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
