import Foundation
import Revocation
import Testing

@testable import Stores

@Suite struct StoreFilesTests {
    private func mode(_ path: String) -> mode_t {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mode & 0o7777 : 0
    }

    @Test func filesAreTheirOwnersAlone() throws {
        let store = TemporaryStore()
        let path = store.directory + "/data/deeper/ledger.sqlite"
        let ledger = try SQLiteLedger.open(path: path, settings: LedgerSettings())
        #expect(self.mode(store.directory + "/data") == 0o700)
        #expect(self.mode(store.directory + "/data/deeper") == 0o700)
        for suffix in ["", "-wal", "-shm", ".lock"] { #expect(self.mode(path + suffix) == 0o600, "\(suffix)") }
        ledger.close()
    }

    @Test(arguments: [0o640, 0o604, 0o660, 0o666] as [mode_t])
    func storeOpenToOthersIsRefusedAndNotTightened(mode: mode_t) throws {
        let store = TemporaryStore()
        try StoreFiles.prepare(store.path)
        chmod(store.path, mode)
        #expect(throws: StoreFailure.exposed(path: store.path, mode: UInt32(mode))) {
            try SQLiteLedger.open(path: store.path, settings: LedgerSettings())
        }
        #expect(self.mode(store.path) == mode)
    }

    @Test func symbolicLinkIsFollowed() throws {
        let store = TemporaryStore()
        symlink("real.sqlite", store.path)
        let ledger = try SQLiteLedger.open(path: store.path, settings: LedgerSettings())
        #expect(throws: StoreFailure.inUse(path: store.directory + "/real.sqlite")) {
            try SQLiteLedger.open(path: store.directory + "/real.sqlite", settings: LedgerSettings())
        }
        ledger.close()
        #expect(self.mode(store.directory + "/real.sqlite") == 0o600)
    }

    @Test func missingStoreIsEmptyToAReaderAndNotCreated() throws {
        let store = TemporaryStore()
        let registry = try SQLiteTokenRegistry(path: store.path, access: .reading)
        #expect(try registry.show(.test(1)) == nil)
        #expect(try registry.all(ListQuery()).isEmpty)
        #expect(try registry.statistics().foldedSubjects == 0)
        #expect(!FileManager.default.fileExists(atPath: store.path))
    }

    @Test func secondGatewayIsRefused() throws {
        let store = TemporaryStore()
        let first = try SQLiteLedger.open(path: store.path, settings: LedgerSettings())
        #expect(throws: StoreFailure.inUse(path: store.path)) {
            try SQLiteLedger.open(path: store.path, settings: LedgerSettings())
        }
        first.close()
        try SQLiteLedger.open(path: store.path, settings: LedgerSettings()).close()
    }

    @Test func oneCommandFoldsAtATime() throws {
        let store = TemporaryStore()
        let first = try #require(try StoreLock.forFolding(of: store.path))
        #expect(try StoreLock.forFolding(of: store.path) == nil)
        first.release()
        #expect(try StoreLock.forFolding(of: store.path) != nil)
    }

    @Test func commandDoesNotFoldBesideAGateway() throws {
        let store = TemporaryStore()
        let gateway = try StoreLock.forGateway(of: store.path)
        #expect(try StoreLock.forFolding(of: store.path) == nil)
        gateway.release()
        let folding = try #require(try StoreLock.forFolding(of: store.path))
        folding.release()
        #expect(try StoreLock.forFolding(of: store.path) != nil)
    }
}
