import Revocation
import Testing

/// An import line of a token of a grant.
func grantLine(
    _ token: UInt64, of grant: UInt64 = 1_000, reference: UInt64? = nil, owner: String? = "a", kind: TokenKind? = nil,
    expiresAt: Int64? = nil
) -> LearnedToken {
    LearnedToken(
        reference: reference.map(LearnedToken.Half.test), token: .test(token), owner: owner, kind: kind,
        grant: .test(grant), expiresAt: expiresAt.map(Timestamp.at))
}

extension LedgerUnderTest {
    func importTokens(_ lines: LearnedToken...) throws {
        let report = try self.openRegistry().importTokens(lines, at: .at(1))
        #expect(report.refusals.isEmpty)
    }

    /// When a token was revoked, as the registry shows it and as the ledger finds it.
    func revokedAt(_ token: UInt64) throws -> Timestamp? {
        let shown = try self.openRegistry().show(.test(token))?.revokedAt
        let found = try self.find(token).state
        #expect(found == shown.map(TokenFinding.State.revoked) ?? .known)
        return shown
    }
}

extension LedgerContract {
    static var grants: [ContractClaim] {
        [
            ContractClaim("revoking a token of a grant revokes the others, before and after settling") {
                (subject) throws in
                try subject.importTokens(
                    grantLine(1, reference: 11), grantLine(2, kind: .accessToken), grantLine(3, kind: .refreshToken),
                    grantLine(4, of: 2_000))
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
                try subject.importTokens(grantLine(1), grantLine(2))
                try subject.settle()
                #expect(try subject.revoke(.token(1, at: 5)) == .revoked(at: .at(5)))
                #expect(try subject.revokedAt(2) == .at(5))
                try subject.restart()
                try subject.importTokens(grantLine(3))
                try subject.settle()
                #expect(try subject.revokedAt(3) == .at(5))
                #expect(try subject.revoke(.token(3, at: 6)) == .alreadyRevoked(at: .at(5)))
            },
            ContractClaim("an access token leaves its grant alone unless the call takes it along") { (subject) throws in
                try subject.importTokens(grantLine(1, kind: .accessToken), grantLine(2, kind: .refreshToken))
                #expect(try subject.revoke(.token(1, at: 5)) == .revoked(at: .at(5)))
                try subject.settle()
                #expect(try subject.revokedAt(2) == nil)
                #expect(try subject.revoke(.token(1, at: 6, takesGrant: true)) == .alreadyRevoked(at: .at(5)))
                #expect(try subject.revokedAt(2) == .at(6))
            },
            ContractClaim("a grant's tokens of other owners live on, and those of nobody do not") { (subject) throws in
                try subject.importTokens(grantLine(1), grantLine(2, owner: "b"), grantLine(3, owner: nil))
                #expect(try subject.revoke(.token(1, at: 5)) == .revoked(at: .at(5)))
                try subject.importTokens(grantLine(4, owner: "b"), grantLine(5, owner: nil))
                for _ in 0..<2 {
                    #expect(try subject.revokedAt(2) == nil)
                    #expect(try subject.revokedAt(3) == .at(5))
                    #expect(try subject.revokedAt(4) == nil)
                    #expect(try subject.revokedAt(5) == .at(5))
                    try subject.settle()
                }
                // Nor does an owner revive what was nobody's.
                try subject.importTokens(grantLine(3, owner: "b"))
                try subject.settle()
                #expect(try subject.revokedAt(3) == .at(5))
                #expect(try subject.revoke(.token(2, by: "b", at: 7)) == .revoked(at: .at(7)))
                #expect(try subject.revokedAt(4) == .at(7))
                #expect(try subject.revokedAt(1) == .at(5))
            },
            ContractClaim("what was nobody's is not revived by the owner of its other half") { (subject) throws in
                let registry = try subject.openRegistry()
                let half = LearnedToken(reference: .test(12), token: nil, grant: .test(1_000))
                _ = try registry.importTokens(
                    [grantLine(1), half, LearnedToken(reference: nil, token: .test(2), owner: "b")], at: .at(1))
                #expect(try subject.revoke(.token(1, at: 5)) == .revoked(at: .at(5)))
                #expect(try subject.revokedAt(12) == .at(5))
                _ = try registry.importTokens([LearnedToken(reference: .test(12), token: .test(2))], at: .at(6))
                for number in [12, 2] as [UInt64] { #expect(try subject.revokedAt(number) == .at(5)) }
            },
            ContractClaim("the operator's word takes all of a grant") { (subject) throws in
                try subject.importTokens(grantLine(1, kind: .accessToken), grantLine(2, owner: "b"))
                let registry = try subject.openRegistry()
                #expect(try registry.revoke(.test(1), kind: .token, at: .at(5)) == .revoked(at: .at(5)))
                #expect(try subject.revokedAt(2) == .at(5))
                try subject.importTokens(grantLine(3, owner: "c"))
                #expect(try subject.revokedAt(3) == .at(5))
            },
            ContractClaim("all of a consumer are revoked without their grants") { (subject) throws in
                try subject.importTokens(grantLine(1), grantLine(2, owner: "b"), grantLine(3, owner: nil))
                #expect(try subject.openRegistry().revokeAll(ownedBy: "a", issuedBefore: nil, at: .at(5)) == 1)
                #expect(try subject.revokedAt(1) == .at(5))
                #expect(try subject.revokedAt(2) == nil)
                #expect(try subject.revokedAt(3) == nil)
                // Importing again says nothing new of the grant.
                try subject.importTokens(grantLine(1))
                #expect(try subject.revokedAt(3) == nil)
                // What goes with its grant is not counted again.
                try subject.importTokens(grantLine(4), grantLine(5))
                #expect(try subject.revoke(.token(4, at: 6)) == .revoked(at: .at(6)))
                #expect(try subject.openRegistry().revokeAll(ownedBy: "a", issuedBefore: nil, at: .at(7)) == 0)
            },
            ContractClaim("grants are not listed, not shown and not counted") { (subject) throws in
                try subject.importTokens(grantLine(1, reference: 11), grantLine(2, of: 2_000))
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
}
