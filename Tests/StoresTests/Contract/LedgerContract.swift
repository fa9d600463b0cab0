import Revocation
import Testing

/// One sentence that every ledger keeps, and the check of it.
struct ContractClaim: Sendable, CustomTestStringConvertible {
    let name: String
    let check: @Sendable (any LedgerUnderTest) throws -> Void

    init(_ name: String, _ check: @escaping @Sendable (any LedgerUnderTest) throws -> Void) {
        self.name = name
        self.check = check
    }

    var testDescription: String { self.name }
}

/// What every ledger does, whatever it keeps its record in. A new store passes all of it, settled and not.
enum LedgerContract {
    static var claims: [ContractClaim] {
        Self.calls + Self.ownership + Self.learning + Self.renewal + Self.grants + Self.confirming + Self.finding
            + Self.registry
    }

    private static var calls: [ContractClaim] {
        [
            ContractClaim("first call revokes, the second says when") { subject in
                #expect(try subject.revoke(.reference(1, at: 5)) == .revoked(at: .at(5)))
                try subject.settle()
                #expect(try subject.revoke(.reference(1, at: 9)) == .alreadyRevoked(at: .at(5)))
            },
            ContractClaim("earlier calls of a submission count for later ones") { subject in
                let outcomes = try subject.revoke([.reference(1, at: 5), .reference(1, at: 6), .reference(2, at: 7)])
                #expect(
                    outcomes == [.revoked(at: .at(5)), .alreadyRevoked(at: .at(5)), .revoked(at: .at(7))])
            },
            ContractClaim("consumers do not see each other's claims") { subject in
                #expect(try subject.revoke(.reference(1, by: "a", at: 5)) == .revoked(at: .at(5)))
                try subject.settle()
                #expect(try subject.revoke(.reference(1, by: "b", at: 6)) == .revoked(at: .at(6)))
                try subject.settle()
                #expect(try subject.revoke(.reference(1, by: "a", at: 7)) == .alreadyRevoked(at: .at(5)))
                #expect(try subject.revoke(.reference(1, by: "b", at: 8)) == .alreadyRevoked(at: .at(6)))
            },
            ContractClaim("an answered revocation survives a restart") { subject in
                _ = try subject.revoke((0..<100).map { .reference($0, at: 5) })
                try subject.restart()
                let again = try subject.revoke((0..<100).map { .reference($0, at: 9) })
                #expect(again.allSatisfy { $0 == .alreadyRevoked(at: .at(5)) })
            },
        ]
    }

    private static var ownership: [ContractClaim] {
        [
            ContractClaim("an owned token is its owner's alone") { subject in
                let registry = try subject.openRegistry()
                _ = try registry.importTokens([LearnedToken(reference: nil, token: .test(1), owner: "a")], at: .at(1))
                #expect(try subject.revoke(.token(1, by: "b", at: 2)) == .ownedByAnother)
                try subject.settle()
                #expect(try subject.revoke(.token(1, by: "b", at: 2)) == .ownedByAnother)
                #expect(try subject.revoke(.token(1, by: "a", at: 3)) == .revoked(at: .at(3)))
                try subject.settle()
                #expect(try subject.revoke(.token(1, by: "a", at: 4)) == .alreadyRevoked(at: .at(3)))
            },
            ContractClaim("a pair learned after the revocation of one half is revoked") { subject in
                #expect(try subject.revoke(.reference(1, by: "a", at: 5)) == .revoked(at: .at(5)))
                try subject.settle()
                _ = try subject.openRegistry().importTokens(
                    [LearnedToken(reference: .test(1), token: .test(2), owner: "a")], at: .at(6))
                #expect(try subject.revoke(.token(2, by: "a", at: 7)) == .alreadyRevoked(at: .at(5)))
                try subject.settle()
                #expect(try subject.revoke(.token(2, by: "a", at: 8)) == .alreadyRevoked(at: .at(5)))
            },
            ContractClaim("revoking one half of a settled pair revokes the other") { subject in
                _ = try subject.openRegistry().importTokens(
                    [LearnedToken(reference: .test(1), token: .test(2), owner: "a")], at: .at(1))
                try subject.settle()
                #expect(try subject.revoke(.token(2, by: "a", at: 5)) == .revoked(at: .at(5)))
                #expect(try subject.revoke(.reference(1, by: "a", at: 6)) == .alreadyRevoked(at: .at(5)))
                try subject.settle()
                #expect(try subject.revoke(.reference(1, by: "a", at: 7)) == .alreadyRevoked(at: .at(5)))
            },
            ContractClaim("another's claim does not bind the owner's token") { subject in
                #expect(try subject.revoke(.reference(1, by: "b", at: 5)) == .revoked(at: .at(5)))
                let registry = try subject.openRegistry()
                _ = try registry.importTokens([LearnedToken(reference: .test(1), token: nil, owner: "a")], at: .at(6))
                try subject.settle()
                #expect(try subject.openRegistry().show(.test(1))?.state == .known)
                #expect(try subject.revoke(.reference(1, by: "a", at: 7)) == .revoked(at: .at(7)))
            },
            ContractClaim("an import never clears a revocation") { subject in
                let registry = try subject.openRegistry()
                let line = LearnedToken(reference: .test(1), token: .test(2), owner: "a")
                _ = try registry.importTokens([line], at: .at(1))
                #expect(try subject.revoke(.reference(1, by: "a", at: 2)) == .revoked(at: .at(2)))
                try subject.settle()
                #expect(try subject.openRegistry().importTokens([line], at: .at(3)).unchanged == 1)
                #expect(try subject.revoke(.token(2, by: "a", at: 4)) == .alreadyRevoked(at: .at(2)))
            },
        ]
    }

    private static var registry: [ContractClaim] {
        [
            ContractClaim("what a command did counts in the next call") { subject in
                let registry = try subject.openRegistry()
                for number in 0..<20 as Range<UInt64> {
                    _ = try registry.importTokens(
                        [LearnedToken(reference: .test(number), token: nil, owner: "a")], at: .at(1))
                    #expect(try subject.revoke(.reference(number, by: "b")) == .ownedByAnother)
                }
            },
            ContractClaim("the operator revokes anything, known or not") { subject in
                let registry = try subject.openRegistry()
                _ = try registry.importTokens([LearnedToken(reference: nil, token: .test(1), owner: "a")], at: .at(1))
                #expect(try registry.revoke(.test(1), kind: .token, at: .at(2)) == .revoked(at: .at(2)))
                #expect(try registry.revoke(.test(9), kind: .reference, at: .at(3)) == .revoked(at: .at(3)))
                #expect(try registry.revoke(.test(9), kind: .reference, at: .at(4)) == .alreadyRevoked(at: .at(3)))
                #expect(try subject.revoke(.token(1, by: "a")) == .alreadyRevoked(at: .at(2)))
                #expect(try subject.revoke(.reference(9, by: "b")) == .alreadyRevoked(at: .at(3)))
                let status = try #require(try registry.show(.test(9)))
                #expect(status.state == .revoked)
                #expect(status.revokedBy == "operator")
                #expect(!status.isKnown)
            },
            ContractClaim("a subject is shown as it is, before and after settling") { subject in
                _ = try subject.openRegistry().importTokens(
                    [
                        LearnedToken(
                            reference: .test(1), token: .test(2), owner: "a", kind: .refreshToken, grant: .test(3),
                            expiresAt: .at(9_000_000_000_000))
                    ], at: .at(4))
                _ = try subject.revoke([.reference(1, by: "a", at: 5), .reference(7, by: "b", at: 6)])
                for _ in 0..<2 {
                    let registry = try subject.openRegistry()
                    let token = try #require(try registry.show(.test(2)))
                    #expect(token.kind == .token)
                    #expect(token.state == .revoked)
                    #expect(token.revokedAt == .at(5))
                    #expect(token.revokedBy == "a")
                    #expect(token.pair == .test(1))
                    #expect(token.owner == "a")
                    #expect(token.tokenKind == .refreshToken)
                    #expect(token.grant == .test(3))
                    #expect(token.expiresAt == .at(9_000_000_000_000))
                    #expect(token.recordedAt == .at(4))
                    #expect(token.sealedValue == Array("sealed-2".utf8))
                    let claimed = try #require(try registry.show(.test(7)))
                    #expect(claimed.state == .revoked)
                    #expect(claimed.revokedBy == "b")
                    #expect(claimed.sealedValue == Array("sealed-7".utf8))
                    #expect(try registry.show(.test(99)) == nil)
                    try subject.settle()
                }
            },
            ContractClaim("a list shows every subject once, in order") { subject in
                let registry = try subject.openRegistry()
                let lines = (0..<500 as Range<UInt64>).map {
                    LearnedToken(reference: .test($0), token: nil, owner: $0 % 2 == 0 ? "a" : nil)
                }
                _ = try registry.importTokens(Array(lines[..<250]), at: .at(1))
                try subject.settle()
                let later = try subject.openRegistry()
                _ = try later.importTokens(Array(lines[200...]), at: .at(2))
                _ = try subject.revoke((0..<100).map { .reference($0, by: "a", at: 3) })
                let all = try later.all(ListQuery())
                #expect(all.map(\.fingerprint) == (0..<500).map(Fingerprint.test).sorted())
                #expect(all.allSatisfy { !$0.sealedValue.isEmpty })
                #expect(try later.all(ListQuery(owner: "a")).count == 250)
                let revoked = try later.all(ListQuery(owner: "a", state: .revoked))
                #expect(revoked.count == 50)
                #expect(revoked.allSatisfy { $0.revokedBy == "a" && $0.owner == "a" })
                let first = try later.all(ListQuery(after: all[9].fingerprint), limit: 3)
                #expect(first == Array(all[10..<13]))
            },
            ContractClaim("all that a consumer owns is revoked, and nothing else") { subject in
                let registry = try subject.openRegistry()
                let old = (0..<30 as Range<UInt64>).map { LearnedToken(reference: .test($0), token: nil, owner: "a") }
                _ = try registry.importTokens(old, at: .at(1))
                try subject.settle()
                let later = try subject.openRegistry()
                let new = [
                    LearnedToken(reference: .test(100), token: nil, owner: "a"),
                    LearnedToken(reference: .test(101), token: nil, owner: "b"),
                    LearnedToken(reference: .test(102), token: nil),
                ]
                _ = try later.importTokens(new, at: .at(10))
                #expect(try subject.revoke(.reference(3, by: "a", at: 11)) == .revoked(at: .at(11)))
                #expect(try later.revokeAll(ownedBy: "a", issuedBefore: .at(10), at: .at(12)) == 29)
                #expect(try subject.revoke(.reference(0, by: "a")) == .alreadyRevoked(at: .at(12)))
                #expect(try later.show(.test(100))?.state == .known)
                #expect(try later.revokeAll(ownedBy: "a", issuedBefore: nil, at: .at(13)) == 1)
                #expect(try later.show(.test(101))?.state == .known)
                #expect(try later.show(.test(102))?.state == .known)
            },
            ContractClaim("a line that cannot be is refused alone") { subject in
                let registry = try subject.openRegistry()
                let report = try registry.importTokens(
                    [
                        LearnedToken(reference: .test(1), token: .test(2), owner: "a"),
                        LearnedToken(reference: .test(1), token: .test(3), owner: "a"),
                        LearnedToken(reference: .test(4), token: .test(2), owner: "a"),
                        LearnedToken(reference: nil, token: nil),
                        LearnedToken(reference: .test(1), token: nil, owner: "b"),
                        LearnedToken(reference: .test(5), token: nil, owner: "b"),
                        LearnedToken(reference: .test(5), token: .test(2)),
                    ], at: .at(1))
                #expect(
                    report.refusals == [
                        1: .referenceOfAnotherToken, 2: .tokenOfAnotherReference, 3: .neitherReferenceNorToken,
                        6: .tokenOfAnotherReference,
                    ])
                #expect(report.recorded == 2)
                #expect(report.unchanged == 1)
                #expect(try registry.show(.test(3)) == nil)
                #expect(try registry.show(.test(1))?.owner == "a")
            },
            ContractClaim("claims on unknown subjects are counted by consumer until they are known") { subject in
                _ = try subject.revoke([.reference(1, by: "a"), .reference(2, by: "a"), .reference(2, by: "b")])
                #expect(try subject.openRegistry().statistics().unknownClaims == ["a": 2, "b": 1])
                try subject.settle()
                let registry = try subject.openRegistry()
                #expect(try registry.statistics().unknownClaims == ["a": 2, "b": 1])
                _ = try registry.importTokens([LearnedToken(reference: .test(2), token: nil)], at: .at(1))
                #expect(try registry.statistics().unknownClaims == ["a": 1])
                try subject.settle()
                #expect(try subject.openRegistry().statistics().unknownClaims == ["a": 1])
                #expect(try subject.openRegistry().statistics().foldedSubjects == 2)
            },
        ]
    }
}
