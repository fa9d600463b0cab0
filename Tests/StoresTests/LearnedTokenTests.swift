import Revocation
import Synchronization
import Testing

@testable import Stores

@Suite struct LearnedTokenTests {
    private func lesson(_ number: UInt64, ticket: Int = 0) -> LedgerLesson {
        LedgerLesson(
            token: LearnedToken(reference: .test(number), token: .test(number + 1_000_000), owner: "a"),
            receivedAt: .at(7), ticket: ticket)
    }

    /// The files at the moment of the answer are what a process killed at that moment leaves.
    @Test func answeredTokenIsInTheFilesThatAKilledProcessLeaves() throws {
        let store = TemporaryStore()
        let copies = Mutex<[(ticket: Int, copy: TemporaryStore)]>([])
        let port = CollectingPort(onLessons: { answers in
            guard let copy = try? store.copy(), let last = answers.last else { return }
            copies.withLock { $0.append((last.ticket, copy)) }
        })
        let ledger = try SQLiteLedger.open(path: store.path, settings: LedgerSettings())
        for number in 0..<10 {
            ledger.learn([self.lesson(UInt64(number), ticket: number)], from: port)
            #expect(port.wait(for: 1))
        }
        ledger.close()
        let found = copies.withLock { $0 }
        #expect(found.count == 10)
        var settings = LedgerSettings()
        settings.policy.unknown = .refuse
        for (ticket, copy) in found {
            let revived = try SQLiteLedger.open(path: copy.path, settings: settings)
            let again = CollectingPort()
            let numbers = 0...(ticket + 1)
            revived.submit(numbers.map { .reference(UInt64($0), at: 9, ticket: $0) }, from: again)
            #expect(again.wait(for: numbers.count))
            for number in 0...ticket { #expect(again.answers[number] == .revoked(at: .at(9))) }
            #expect(again.answers[ticket + 1] == .unknown)
            revived.close()
        }
    }

    @Test func failedWriteIsUnavailableAndTeachesNothing() throws {
        let store = TemporaryStore()
        var settings = LedgerSettings()
        settings.firstProbeDelay = 20
        settings.longestProbeDelay = 20
        let ledger = try SQLiteLedger.open(path: store.path, settings: settings)
        let saboteur = try StoreConnection(path: store.path, schema: .current)
        let port = CollectingPort()
        try saboteur.execute(
            "CREATE TRIGGER broken BEFORE INSERT ON journal BEGIN SELECT RAISE(ABORT, 'broken'); END",
            operation: "break the store")
        ledger.learn([self.lesson(1, ticket: 1), self.lesson(2, ticket: 2)], from: port)
        #expect(port.wait(for: 2))
        #expect(port.lessons[1] == .unavailable(retryAfterSeconds: 5))
        #expect(port.lessons[2] == .unavailable(retryAfterSeconds: 5))
        #expect(try SQLiteTokenRegistry(path: store.path, access: .reading).show(.test(1)) == nil)
        #expect(ledger.currentGauges.unavailableCalls >= 2)
        #expect(ledger.currentGauges.lessons == 0)

        try saboteur.execute("DROP TRIGGER broken", operation: "mend the store")
        var ticket = 3
        repeat {
            ledger.learn([self.lesson(1, ticket: ticket)], from: port)
            #expect(port.wait(for: 1))
            ticket += 1
        } while port.lessons[ticket - 1] != .learned && ticket < 100_000
        #expect(try SQLiteTokenRegistry(path: store.path, access: .reading).show(.test(1))?.state == .known)
        #expect(ledger.currentGauges.lessons == 1)
        ledger.close()
    }

    @Test func tokensAndCallsShareTheQueuesLimit() throws {
        let store = TemporaryStore()
        var settings = LedgerSettings()
        settings.queueLimit = 10
        let ledger = try SQLiteLedger.open(path: store.path, settings: settings)
        let blocker = try StoreConnection(path: store.path, schema: .current)
        try blocker.begin()
        let port = CollectingPort()
        // At most one submission is with the writer, which waits for the lock; the others wait in the queue.
        for number in 0..<4 {
            let numbers = (0..<5).map { number * 5 + $0 }
            if number % 2 == 0 {
                ledger.learn(numbers.map { self.lesson(UInt64($0), ticket: $0) }, from: port)
            } else {
                ledger.submit(numbers.map { .reference(UInt64($0 + 100), ticket: $0) }, from: port)
            }
        }
        #expect(port.wait(for: 5))
        #expect(port.answers.values.allSatisfy { $0 == .unavailable(retryAfterSeconds: 1) })
        #expect(port.lessons.values.allSatisfy { $0 == .unavailable(retryAfterSeconds: 1) })
        #expect(ledger.waitingCalls <= 10)
        blocker.rollback()
        #expect(port.wait(for: 15))
        #expect(port.repeatedTickets.isEmpty)
        ledger.close()
        ledger.learn([self.lesson(50, ticket: 50)], from: port)
        #expect(port.lessons[50] == .unavailable(retryAfterSeconds: 1))
    }

    /// A reference is forgotten no earlier than the last of its tokens, whose revocation it holds.
    @Test func revokedReferenceIsKeptWhileATokenOfItMayLive() throws {
        let day: Int64 = 86_400_000
        let start = RetentionRule.clockEpochMilliseconds
        let store = TemporaryStore()
        func issue(_ token: UInt64, _ expiresAt: Int64?) -> LedgerLesson {
            LedgerLesson(
                token: LearnedToken(
                    reference: .test(1), token: .test(token), owner: "a", expiresAt: expiresAt.map(Timestamp.at)),
                receivedAt: .at(start), ticket: 0)
        }
        try StoreFiles.prepare(store.path)
        let connection = try StoreConnection(path: store.path, schema: .current)
        let view = try StoreView(connection, schema: .current)
        try view.begin()
        for lesson in [issue(2, start + 90 * day), issue(3, start + day)] {
            #expect(try view.learn(lesson) == .learned)
        }
        let revoked = try view.decide(.reference(1, by: "a", at: start), by: LedgerRules(policy: .defaults))
        #expect(revoked == .revoked(at: .at(start)))
        try view.commit()
        let registry = try SQLiteTokenRegistry(path: store.path, access: .writing)
        try registry.foldIfAlone()
        try view.catchUp()
        let rule = RetentionRule(retain: .days(1))
        func mayForget(_ number: UInt64, after days: Int64) throws -> Bool {
            rule.mayForget(try #require(try view.record(.test(number))), now: .at(start + days * day))
        }
        #expect(try mayForget(3, after: 3))
        #expect(try !mayForget(1, after: 90))
        #expect(try !mayForget(2, after: 90))
        #expect(try registry.show(.test(2))?.state == .revoked)
        #expect(try mayForget(1, after: 92))
        #expect(try mayForget(2, after: 92))
    }
}
