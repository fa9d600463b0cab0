import Revocation
import Testing

@testable import Stores

@Suite struct StoreIdentityTests {
    private let store = TemporaryStore()

    private func open(_ identity: UInt64?) throws {
        try SQLiteLedger.open(
            path: self.store.path, identity: identity.map(Fingerprint.test), settings: LedgerSettings()
        ).close()
    }

    @Test func aStoreOpensUnderTheKeyItWasBegunUnderOnly() throws {
        try self.open(1)
        try self.open(1)
        let refusal = StoreFailure.otherKey(path: self.store.path)
        #expect(throws: refusal) { try self.open(2) }
        #expect(throws: refusal) {
            try SQLiteTokenRegistry(path: self.store.path, identity: .test(2), access: .reading)
        }
        #expect(throws: refusal) {
            try SQLiteTokenRegistry(path: self.store.path, identity: .test(2), access: .writing)
        }
        _ = try SQLiteTokenRegistry(path: self.store.path, identity: .test(1), access: .reading)
        try self.open(1)
    }
}
