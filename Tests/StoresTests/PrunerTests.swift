import Revocation
import Testing

@testable import Stores

/// What is forgotten of a store, and what the next start finds on file.
@Suite struct PrunerTests {
    private static let day: Int64 = 86_400_000
    private static let start: Int64 = 1_800_000_000_000

    private let store = TemporaryStore()
    private let rule = RetentionRule(retain: .days(400))

    private func at(_ days: Int64) -> Timestamp { Timestamp(milliseconds: Self.start + days * Self.day) }

    private func openView() throws -> StoreView {
        let view = try StoreView(StoreConnection(path: self.store.path, schema: .current), schema: .current)
        try view.catchUp()
        return view
    }

    /// Revocations of the day 0 and of a clock that was not set, folded.
    private func fill(_ view: StoreView) throws {
        try view.begin()
        _ = try view.revoke(.test(1), kind: .reference, at: self.at(0))
        _ = try view.revoke(.test(2), kind: .reference, at: Timestamp(milliseconds: 60_000))
        try view.commit()
        var fold = Fold()
        while try fold.step(on: view) {}
    }

    @Test func jumpAheadForgetsNothing() throws {
        let view = try self.openView()
        try self.fill(view)
        var pruner = Pruner(rule: self.rule)
        var clock = PruneClock()
        // Noted; a first pass a day later; then a clock ten years ahead, and back.
        for (now, monotonic) in [(0, 0), (1, 1), (3_650, 2), (3, 3), (4, 4)] as [(Int64, Int64)] {
            let isMore = try pruner.step(on: view, by: &clock, now: self.at(now), monotonic: monotonic * Self.day)
            #expect(!isMore)
        }
        #expect(try view.record(.test(1)) != nil)
        // The next start, with the clock wrong from the beginning.
        var next = PruneClock()
        for now in [3_650, 3_650] as [Int64] {
            _ = try pruner.step(on: view, by: &next, now: self.at(now), monotonic: 0)
        }
        #expect(try view.record(.test(1)) != nil)
    }

    @Test func whatIsDueIsForgottenAndWhatHasNoAgeIsKept() throws {
        let view = try self.openView()
        try self.fill(view)
        var pruner = Pruner(rule: self.rule)
        var clock = PruneClock()
        for day in [399, 400, 401] as [Int64] {
            _ = try pruner.step(on: view, by: &clock, now: self.at(day), monotonic: day * Self.day)
        }
        #expect(try view.record(.test(1)) == nil)
        #expect(try view.record(.test(2))?.revocation?.at == .at(60_000))
        #expect(try self.openView().foldedSubjects == 1)
    }

    @Test func nextStartGoesOnFromTheLastPass() throws {
        let view = try self.openView()
        try self.fill(view)
        var pruner = Pruner(rule: self.rule)
        var clock = PruneClock()
        _ = try pruner.step(on: view, by: &clock, now: self.at(399), monotonic: 0)
        var next = PruneClock()
        let reopened = try self.openView()
        _ = try pruner.step(on: reopened, by: &next, now: self.at(401), monotonic: 0)
        #expect(try reopened.record(.test(1)) == nil)
    }
}
