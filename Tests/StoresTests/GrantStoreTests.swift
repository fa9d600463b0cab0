import Glibc
import Revocation
import Testing

@testable import Stores

/// What a store does with the records of grants, beyond what every ledger does.
@Suite struct GrantStoreTests {
    private static let day: Int64 = 86_400_000
    private static let start = RetentionRule.clockEpochMilliseconds

    private let store = TemporaryStore()

    private func at(_ days: Int64) -> Timestamp { Timestamp(milliseconds: Self.start + days * Self.day) }

    private func openView(_ schema: Schema = .current) throws -> StoreView {
        let view = try StoreView(StoreConnection(path: self.store.path, schema: schema), schema: schema)
        try view.catchUp()
        return view
    }

    private func fold(_ view: StoreView) throws {
        var fold = Fold()
        while try fold.step(on: view) {}
    }

    private func write(on view: StoreView, _ body: () throws -> Void) throws {
        try view.begin()
        try body()
        try view.commit()
    }

    private func token(_ number: UInt64, expiresAfter days: Int64?) -> LearnedToken {
        LearnedToken(
            reference: nil, token: .test(number), owner: "a", grant: .test(1_000), expiresAt: days.map(self.at))
    }

    /// The pass over the table at a day, as a gateway with a sound clock does it.
    private func prune(_ view: StoreView, at days: Int64, retain: Int) throws {
        var pruner = Pruner(rule: RetentionRule(retain: .days(retain)))
        var clock = PruneClock()
        for day in [days - 1, days, days] {
            _ = try pruner.step(on: view, by: &clock, now: self.at(day), monotonic: day * Self.day)
        }
    }

    @Test func revokedGrantIsKeptWhileATokenOfItMayLive() throws {
        let view = try self.openView()
        try self.write(on: view) {
            for token in [self.token(1, expiresAfter: 1), self.token(2, expiresAfter: 90)] {
                _ = try view.learn(token, at: self.at(0))
            }
            _ = try view.decide(
                .token(1, at: self.at(0).milliseconds), by: LedgerRules(policy: .defaults))
        }
        try self.fold(view)
        try self.prune(view, at: 50, retain: 1)
        #expect(try view.record(.test(1)) == nil)
        #expect(try view.finding(of: .test(2)).state == .revoked(at: self.at(0)))
        #expect(view.foldedSubjects == 1)
        try self.prune(view, at: 92, retain: 1)
        #expect(try view.record(.test(2)) == nil)
        #expect(try view.record(.test(1_000)) == nil)
        #expect(view.foldedSubjects == 0)
        #expect(try self.openView().foldedSubjects == 0)
    }

    /// A service may renew it; the new token is dead as well.
    @Test func referenceThatWasRevokedWithItsGrantIsKeptForRetention() throws {
        let view = try self.openView()
        try self.write(on: view) {
            for number in [1, 2] as [UInt64] {
                let pair = LearnedToken(
                    reference: .test(number + 10), token: .test(number), owner: "a", grant: .test(1_000),
                    expiresAt: self.at(1))
                _ = try view.learn(pair, at: self.at(0))
            }
            _ = try view.decide(.token(1, at: self.at(0).milliseconds), by: LedgerRules(policy: .defaults))
        }
        try self.fold(view)
        try self.prune(view, at: 20, retain: 30)
        #expect(try view.record(.test(2)) == nil)
        #expect(try view.finding(of: .test(12)).state == .revoked(at: self.at(0)))
        try self.prune(view, at: 32, retain: 30)
        #expect(try view.record(.test(12)) == nil)
    }

    /// Version 1 as its own build left it: tokens say their grant, and the grant has no record. One token is folded.
    @Test(arguments: [true, false])
    func storeOfTheVersionBeforeIsMigratedInPlace(isFolded: Bool) throws {
        let older = Schema(migrations: [Schema.current.migrations[0]])
        do {
            let view = try self.openView(older)
            let facts = { (days: Int64?) in
                TokenFacts(
                    owner: view.names.number(for: "a"), grant: .test(1_000), expiresAt: days.map(self.at),
                    recordedAt: self.at(0))
            }
            try self.write(on: view) {
                for (number, days) in [(1, 90), (2, 400)] as [(UInt64, Int64)] {
                    view.append(
                        .learned(facts(days), revocation: nil), to: .test(number), .token, before: nil,
                        sealedValue: [1])
                }
            }
            if isFolded { try self.fold(view) }
            try self.write(on: view) {
                view.append(
                    .learned(facts(5), revocation: nil), to: .test(3), .token, before: nil, sealedValue: [1])
            }
        }
        let view = try self.openView()
        #expect(try view.connection.schemaVersion() == 2)
        #expect(view.foldedSubjects == (isFolded ? 2 : 0))
        let grant = try #require(try view.record(.test(1_000)))
        #expect(grant.kind == .grant)
        #expect(grant.facts?.expiresAt == self.at(400))
        #expect(grant.facts?.recordedAt == self.at(0))
        try self.write(on: view) {
            _ = try view.decide(.token(3, at: self.at(1).milliseconds), by: LedgerRules(policy: .defaults))
        }
        try self.fold(view)
        #expect(view.foldedSubjects == 3)
        try self.prune(view, at: 300, retain: 1)
        #expect(try view.finding(of: .test(2)).state == .revoked(at: self.at(1)))
        let refused = StoreFailure.newer(path: self.store.path, version: 2, supported: 1)
        #expect(throws: refused) { try StoreConnection(path: self.store.path, schema: older) }
    }

    @Test func whoOnlyReadsLeavesAStoreOfTheVersionBeforeAsItIs() throws {
        let older = Schema(migrations: [Schema.current.migrations[0]])
        do {
            let view = try self.openView(older)
            let facts = TokenFacts(grant: .test(1_000), recordedAt: self.at(0))
            try self.write(on: view) {
                view.append(.learned(facts, revocation: nil), to: .test(1), .token, before: nil, sealedValue: [1])
            }
        }
        for suffix in ["", "-wal", "-shm"] { chmod(self.store.path + suffix, 0o600) }
        let registry = try SQLiteTokenRegistry(path: self.store.path, access: .reading)
        #expect(try registry.show(.test(1))?.state == .known)
        #expect(try StoreConnection(path: self.store.path, schema: older).schemaVersion() == 1)
    }

    @Test(arguments: [true, false])
    func tokenWithoutExpiryInAStoreOfTheVersionBeforeKeepsItsGrantForEver(isFolded: Bool) throws {
        do {
            let view = try self.openView(Schema(migrations: [Schema.current.migrations[0]]))
            try self.write(on: view) {
                for (number, days) in [(1, 90), (2, nil)] as [(UInt64, Int64?)] {
                    let facts = TokenFacts(
                        grant: .test(1_000), expiresAt: days.map(self.at), recordedAt: self.at(0))
                    view.append(
                        .learned(facts, revocation: nil), to: .test(number), .token, before: nil, sealedValue: [1])
                }
            }
            if isFolded { try self.fold(view) }
        }
        #expect(try self.openView().record(.test(1_000))?.facts?.expiresAt == .never)
    }

    @Test func sealedValueIsFoundWhereverItsRowIs() throws {
        let view = try self.openView()
        let pair = LearnedToken(reference: .test(11), token: .test(1))
        try self.write(on: view) {
            _ = try view.revoke(.test(50), kind: .token, at: self.at(0))
            _ = try view.learn(pair, at: self.at(0))
            // On the row that is not written yet.
            #expect(try view.sealedValue(of: .test(11)) == Array("sealed-11".utf8))
        }
        let follower = try self.openView()
        for round in 0..<3 {
            try self.write(on: view) { _ = try view.revoke(.test(60 + UInt64(round)), kind: .token, at: self.at(0)) }
            try self.write(on: view) {
                let caller = round == 0 ? "a" : "b"
                _ = try view.decide(.token(1, by: caller), by: LedgerRules(policy: .defaults))
            }
            try follower.catchUp()
            for each in [view, follower] {
                #expect(try each.sealedValue(of: .test(11)) == Array("sealed-11".utf8))
                #expect(try each.sealedValue(of: .test(1)) == Array("sealed-1".utf8))
                #expect(try each.sealedValue(of: .test(99)).isEmpty)
            }
            if round == 1 { try self.fold(view) }
        }
    }

    @Test func entryOfTheOverlayIsSmall() {
        #expect(MemoryLayout<Overlay.Entry>.stride <= 64)
    }
}
