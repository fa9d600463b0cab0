import Foundation
import Revocation
import Testing

@testable import Stores

/// What callers are told while the store does not take writes, and that service resumes when it does.
@Suite struct FailedStoreTests {
    /// Lets a test wait for the ledger's health to change.
    private final class HealthLog: Sendable {
        let failed = DispatchSemaphore(value: 0)
        let recovered = DispatchSemaphore(value: 0)

        func note(_ failure: StoreFailure?) {
            if failure == nil { self.recovered.signal() } else { self.failed.signal() }
        }
    }

    private func settings(_ log: HealthLog) -> LedgerSettings {
        var settings = LedgerSettings()
        settings.firstProbeDelay = 1
        settings.longestProbeDelay = 4
        settings.healthChanged = { log.note($0) }
        return settings
    }

    private static let breakStore = """
        CREATE TRIGGER break_journal BEFORE INSERT ON journal BEGIN SELECT RAISE(ABORT, 'broken by the test'); END;
        CREATE TRIGGER break_probe BEFORE INSERT ON probe BEGIN SELECT RAISE(ABORT, 'broken by the test'); END;
        """
    private static let mendStore = "DROP TRIGGER break_journal; DROP TRIGGER break_probe;"

    @Test func failedWriteIsUnavailableAndServiceResumesWhenTheStoreIsProvenGood() throws {
        let store = TemporaryStore()
        let log = HealthLog()
        let ledger = try SQLiteLedger.open(path: store.path, settings: self.settings(log))
        let saboteur = try StoreConnection(path: store.path, schema: .current)
        let port = CollectingPort()

        ledger.submit([.reference(1, at: 1, ticket: 1)], from: port)
        #expect(port.wait(for: 1))
        try saboteur.execute(Self.breakStore, operation: "break the store")
        ledger.submit([.reference(1, at: 2, ticket: 2), .reference(2, at: 2, ticket: 3)], from: port)
        #expect(port.wait(for: 2))
        // Neither was durable because of this group, and nobody is told what an unproven store says.
        #expect(port.answers[2] == .unavailable(retryAfterSeconds: 5))
        #expect(port.answers[3] == .unavailable(retryAfterSeconds: 5))
        #expect(log.failed.wait(timeout: .now() + 10) == .success)
        #expect(!ledger.isHealthy)

        ledger.submit([.reference(3, at: 3, ticket: 4)], from: port)
        #expect(port.wait(for: 1))
        #expect(port.answers[4] == .unavailable(retryAfterSeconds: 5))

        try saboteur.execute(Self.mendStore, operation: "mend the store")
        #expect(log.recovered.wait(timeout: .now() + 10) == .success)
        #expect(ledger.isHealthy)
        ledger.submit(
            [.reference(1, at: 4, ticket: 5), .reference(2, at: 4, ticket: 6), .reference(3, at: 4, ticket: 7)],
            from: port)
        #expect(port.wait(for: 3))
        #expect(port.answers[5] == .alreadyRevoked(at: .at(1)))
        #expect(port.answers[6] == .revoked(at: .at(4)))
        #expect(port.answers[7] == .revoked(at: .at(4)))
        #expect(ledger.currentGauges.failures == 1)
        ledger.close()
    }

    @Test func fullDiskIsUnavailableAndServiceResumesWhenThereIsRoom() throws {
        guard let disk = SmallDisk(megabytes: 4) else {
            print("skipped: mounting a small file system takes root")
            return
        }
        let log = HealthLog()
        let ledger = try SQLiteLedger.open(path: disk.path + "/ledger.sqlite", settings: self.settings(log))
        let ballast = disk.path + "/ballast"
        var number = 0
        var revoked: Set<UInt64> = []
        let port = CollectingPort()
        #expect(FileManager.default.createFile(atPath: ballast, contents: Data(count: 2 << 20)))
        // Fills up: each group is large, and none is answered as durable that is not.
        while ledger.isHealthy, number < 2_000 {
            let numbers = (0..<64).map { number * 64 + $0 }
            ledger.submit(numbers.map { .reference(UInt64($0), at: 1, ticket: $0) }, from: port)
            #expect(port.wait(for: 64))
            for ticket in numbers where port.answers[ticket] == .revoked(at: .at(1)) { revoked.insert(UInt64(ticket)) }
            number += 1
        }
        #expect(log.failed.wait(timeout: .now() + 10) == .success)
        try FileManager.default.removeItem(atPath: ballast)
        #expect(log.recovered.wait(timeout: .now() + 10) == .success)
        let again = CollectingPort()
        ledger.submit(revoked.map { .reference($0, at: 2, ticket: Int($0)) }, from: again)
        #expect(again.wait(for: revoked.count))
        #expect(again.answers.values.allSatisfy { $0 == .alreadyRevoked(at: .at(1)) })
        ledger.submit([.reference(9_999_999, at: 2, ticket: 9_999_999)], from: again)
        #expect(again.wait(for: 1))
        #expect(again.answers[9_999_999] == .revoked(at: .at(2)))
        ledger.close()
    }

    @Test func lockHeldTooLongIsUnavailableAndLeavesTheStoreHealthy() throws {
        let store = TemporaryStore()
        let writer = try StoreConnection(path: store.path, schema: .current)
        let other = try StoreConnection(path: store.path, schema: .current)
        try writer.execute("PRAGMA busy_timeout = 1", operation: "wait briefly")
        try other.begin()
        let failure = #expect(throws: StoreFailure.self) { try writer.begin() }
        #expect(failure?.isBusy == true)
        other.rollback()
        try writer.begin()
        writer.rollback()
    }
}

/// A tmpfs of a few megabytes, unmounted with the value; nil where mounting is not allowed.
private final class SmallDisk {
    let path: String

    init?(megabytes: Int) {
        let path = NSTemporaryDirectory() + "revgate-disk-" + UUID().uuidString
        mkdir(path, 0o700)
        guard mount("tmpfs", path, "tmpfs", 0, "size=\(megabytes)m,mode=700") == 0 else {
            rmdir(path)
            return nil
        }
        self.path = path
    }

    deinit {
        umount2(self.path, Int32(MNT_DETACH))
        rmdir(self.path)
    }
}
