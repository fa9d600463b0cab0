import Foundation
import Revocation
import Testing

@testable import Stores

/// What two processes that fold the same file do to each other: nothing.
@Suite struct FoldTests {
    private static let now = Timestamp(milliseconds: 1_800_000_000_000)
    private static let rowSize: UInt64 = 100

    private let store = TemporaryStore()

    private func openView() throws -> StoreView {
        let view = try StoreView(StoreConnection(path: self.store.path, schema: .current), schema: .current)
        try view.catchUp()
        return view
    }

    /// Revokes subjects, a hundred a row.
    private func append(_ numbers: Range<UInt64>, on view: StoreView) throws {
        for start in stride(from: numbers.lowerBound, to: numbers.upperBound, by: Int(Self.rowSize)) {
            try view.begin()
            for number in start..<min(start + Self.rowSize, numbers.upperBound) {
                _ = try view.revoke(.test(number), kind: .reference, at: Self.now)
            }
            try view.commit()
        }
    }

    /// Steps until there is nothing to do; false: it does not end.
    private func finish(_ fold: inout Fold, on view: StoreView) throws -> Bool {
        for _ in 0..<1_000 where try !fold.step(on: view) { return true }
        return false
    }

    private func expectAllRevoked(_ numbers: Range<UInt64>, on view: StoreView) throws {
        for number in numbers {
            let found = try view.record(.test(number))?.revocation != nil
            if !found { Issue.record("subject \(number) is lost") }
        }
    }

    @Test func foldWhoseRowsAnotherHasSweptEnds() throws {
        let (slow, fast) = (try self.openView(), try self.openView())
        var (slowFold, fastFold) = (Fold(), Fold())
        try self.append(0..<5_000, on: fast)
        try slow.catchUp()
        #expect(try slowFold.step(on: slow))
        #expect(try self.finish(&fastFold, on: fast))
        #expect(try self.finish(&slowFold, on: slow))
        #expect(!slowFold.isUnderWay)
        #expect(slow.foldedSubjects == 5_000)
        try self.expectAllRevoked(0..<5_000, on: slow)
    }

    /// A row that goes missing in a damaged file does not keep the fold from ending.
    @Test func foldWithoutItsLastRowsEnds() throws {
        let view = try self.openView()
        try self.append(0..<300, on: view)
        try view.connection.execute("DELETE FROM journal WHERE seq > 1", operation: "damage the journal")
        var fold = Fold()
        #expect(try self.finish(&fold, on: view))
        #expect(view.overlay.count == 200)
        #expect(try self.openView().foldedSubjects == 100)
    }

    @Test func overtakenFoldDoesNotMoveThePlaceBackAndNoRowNumberIsUsedTwice() throws {
        let (slow, fast) = (try self.openView(), try self.openView())
        var (slowFold, fastFold) = (Fold(), Fold())
        try self.append(0..<1_000, on: fast)
        try slow.catchUp()
        // All is loaded, and the first of two pieces applied.
        #expect(try slowFold.step(on: slow))
        #expect(try slowFold.step(on: slow))
        #expect(try self.finish(&fastFold, on: fast))
        try self.append(1_000..<2_000, on: fast)
        #expect(try self.finish(&fastFold, on: fast))
        #expect(try fast.journal.foldedThrough() == 20)

        #expect(try slowFold.step(on: slow))
        #expect(try fast.journal.foldedThrough() == 20)
        let other = try self.openView()
        try self.append(2_000..<2_001, on: other)
        #expect(other.lastRow == 21)
        try fast.catchUp()
        #expect(try fast.record(.test(2_000)) != nil)
        #expect(try self.finish(&slowFold, on: slow))
        #expect(try self.finish(&fastFold, on: fast))
        try self.expectAllRevoked(0..<2_001, on: try self.openView())
    }

    @Test func sweptJournalsNumbersAreNotUsedAgain() throws {
        let view = try self.openView()
        try self.append(0..<300, on: view)
        var fold = Fold()
        #expect(try self.finish(&fold, on: view))
        #expect(try view.journal.last() == 0)
        let other = try self.openView()
        try self.append(300..<301, on: other)
        #expect(try other.journal.last() == 4)
        try view.journal.advanceFold(to: 1)
        #expect(try view.journal.foldedThrough() == 3)
    }

    @Test(arguments: 1...12 as ClosedRange<UInt64>)
    func twoFoldsInAnyOrderLoseNothingAndEnd(seed: UInt64) throws {
        let views = [try self.openView(), try self.openView(), try self.openView()]
        var folds = [Fold(), Fold()]
        var written: UInt64 = 0
        var place: Int64 = 0
        var random = seed
        for _ in 0..<400 {
            random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let choice = Int(random >> 33) % 20
            switch choice {
            case 0:
                try self.append(written..<(written + 700), on: views[Int(random >> 40) % 3])
                written += 700
            case 1, 2:
                try views[choice - 1].catchUp()
            default:
                let folder = choice % 2
                _ = try folds[folder].step(on: views[folder])
            }
            let now = try views[2].journal.foldedThrough()
            #expect(now >= place)
            place = now
        }
        for folder in 0..<2 {
            try views[folder].catchUp()
            #expect(try self.finish(&folds[folder], on: views[folder]))
        }
        let fresh = try self.openView()
        #expect(fresh.overlay.count == 0)
        #expect(fresh.foldedSubjects == Int(written))
        #expect(try fresh.connection.integer("SELECT count(*) FROM subject", operation: "count") == Int64(written))
        #expect(try fresh.journal.last() == 0)
        try self.expectAllRevoked(0..<written, on: fresh)
        for view in views {
            try view.catchUp()
            #expect(view.foldedSubjects == Int(written))
            try self.expectAllRevoked(0..<written, on: view)
        }
    }

    @Test func commandsThatFoldAtOnceAllEnd() throws {
        let path = self.store.path
        DispatchQueue.concurrentPerform(iterations: 3) { command in
            do {
                let registry = try SQLiteTokenRegistry(path: path, access: .writing)
                for batch in 0..<6 {
                    let first = UInt64(command * 10_000 + batch * 500)
                    let lines = (first..<(first + 500)).map { LearnedToken(reference: .test($0), token: nil) }
                    _ = try registry.importTokens(lines, at: Self.now)
                    try registry.foldIfAlone()
                }
            } catch {
                Issue.record(error)
            }
        }
        let registry = try SQLiteTokenRegistry(path: path, access: .writing)
        try registry.foldIfAlone()
        #expect(try registry.statistics().foldedSubjects == 9_000)
        #expect(try registry.statistics().unfoldedSubjects == 0)
    }
}
