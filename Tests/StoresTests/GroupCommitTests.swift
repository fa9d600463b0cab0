import Revocation
import Synchronization
import Testing

@testable import Stores

@Suite struct GroupCommitTests {
    @Test func everyCallIsAnsweredExactlyOnce() throws {
        let store = TemporaryStore()
        let ledger = try SQLiteLedger.open(path: store.path, settings: LedgerSettings())
        let ports = (0..<3).map { _ in CollectingPort() }
        for round in 0..<200 {
            for (index, port) in ports.enumerated() {
                ledger.submit(
                    (0..<5).map { .reference(UInt64(round * 100 + index * 10 + $0), ticket: round * 5 + $0) },
                    from: port)
            }
        }
        for port in ports {
            #expect(port.wait(for: 1_000))
            #expect(port.answers.count == 1_000)
            #expect(port.repeatedTickets.isEmpty)
            #expect(port.answers.values.allSatisfy { $0 == .revoked(at: .at(1_000)) })
        }
        #expect(ledger.currentGauges.calls == 3_000)
        ledger.close()
    }

    @Test func answerIsGivenAfterAnotherConnectionCanSeeIt() throws {
        let store = TemporaryStore()
        let path = store.path
        let unseen = Mutex(0)
        let port = CollectingPort { answers in
            let registry = try? SQLiteTokenRegistry(path: path, access: .reading)
            for answer in answers {
                let status = try? registry?.show(.test(UInt64(answer.ticket)))
                if status?.state != .revoked { unseen.withLock { $0 += 1 } }
            }
        }
        let ledger = try SQLiteLedger.open(path: path, settings: LedgerSettings())
        for number in 0..<30 { ledger.submit([.reference(UInt64(number), ticket: number)], from: port) }
        #expect(port.wait(for: 30))
        #expect(unseen.withLock { $0 } == 0)
        ledger.close()
    }

    /// The files at the moment of the answer are what a process killed at that moment leaves.
    @Test func answeredRevocationIsInTheFilesThatAKilledProcessLeaves() throws {
        let store = TemporaryStore()
        let copies = Mutex<[(ticket: Int, copy: TemporaryStore)]>([])
        let port = CollectingPort { answers in
            guard let copy = try? store.copy(), let last = answers.last else { return }
            copies.withLock { $0.append((last.ticket, copy)) }
        }
        let ledger = try SQLiteLedger.open(path: store.path, settings: LedgerSettings())
        for number in 0..<20 {
            ledger.submit([.reference(UInt64(number), at: 7, ticket: number)], from: port)
            #expect(port.wait(for: 1))
        }
        ledger.close()
        let found = copies.withLock { $0 }
        #expect(found.count == 20)
        for (ticket, copy) in found {
            let revived = try SQLiteLedger.open(path: copy.path, settings: LedgerSettings())
            let again = CollectingPort()
            let numbers = 0...ticket
            revived.submit(numbers.map { .reference(UInt64($0), at: 9, ticket: $0) }, from: again)
            #expect(again.wait(for: numbers.count))
            #expect(again.answers.values.allSatisfy { $0 == .alreadyRevoked(at: .at(7)) })
            revived.close()
        }
    }

    @Test func portIsCalledOnceForAGroup() throws {
        let store = TemporaryStore()
        let ledger = try SQLiteLedger.open(path: store.path, settings: LedgerSettings())
        let ports = [CollectingPort(), CollectingPort()]
        let blocker = try StoreConnection(path: store.path, schema: .current)
        try blocker.begin()
        // The first may be taken alone, and wait for the lock; all others become one group behind it.
        for number in 0..<40 {
            ledger.submit([.reference(UInt64(number), ticket: number)], from: ports[number % 2])
        }
        blocker.rollback()
        for port in ports {
            #expect(port.wait(for: 20))
            #expect(port.deliveries.count <= 2)
        }
        ledger.close()
    }

    @Test func callsOverTheQueuesLimitAreUnavailableAtOnce() throws {
        let store = TemporaryStore()
        var settings = LedgerSettings()
        settings.queueLimit = 10
        let ledger = try SQLiteLedger.open(path: store.path, settings: settings)
        let port = CollectingPort()
        // More than may wait, whatever the writer has taken by now: answered within the call.
        ledger.submit((0..<11).map { .reference(UInt64($0), ticket: $0) }, from: port)
        #expect(port.answers.count == 11)
        #expect(port.answers.values.allSatisfy { $0 == .unavailable(retryAfterSeconds: 1) })
        #expect(ledger.currentGauges.refusedCalls == 11)
        #expect(ledger.waitingCalls == 0)
        // What fits is taken, as before.
        ledger.submit((20..<30).map { .reference(UInt64($0), ticket: $0) }, from: port)
        #expect(port.wait(for: 21))
        #expect((20..<30).allSatisfy { port.answers[$0] == .revoked(at: .at(1_000)) })
        #expect(port.repeatedTickets.isEmpty)
        ledger.close()
    }

    @Test func closingAnswersWhatWaitsAndTakesNoMore() throws {
        let store = TemporaryStore()
        let ledger = try SQLiteLedger.open(path: store.path, settings: LedgerSettings())
        let port = CollectingPort()
        for number in 0..<100 { ledger.submit([.reference(UInt64(number), ticket: number)], from: port) }
        ledger.close()
        #expect(port.answers.count == 100)
        #expect(port.answers.values.allSatisfy { $0 == .revoked(at: .at(1_000)) })
        ledger.submit([.reference(500, ticket: 500)], from: port)
        #expect(port.answers[500] == .unavailable(retryAfterSeconds: 1))
        ledger.close()
    }
}
