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
            #expect(port.answers.values.allSatisfy { $0 == .revoked(at: Timestamp(milliseconds: 1_000)) })
        }
        ledger.close()
    }
}
