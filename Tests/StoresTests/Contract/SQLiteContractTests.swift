import Revocation
import Testing

@testable import Stores

@Suite struct SQLiteContractTests {
    @Test(arguments: LedgerContract.claims)
    func sqliteLedgerKeeps(claim: ContractClaim) throws {
        let subject = try SQLiteUnderTest()
        try claim.check(subject)
        subject.opened.close()
    }
}

final class SQLiteUnderTest: LedgerUnderTest {
    let store = TemporaryStore()
    private(set) var opened: SQLiteLedger

    init() throws {
        self.opened = try SQLiteLedger.open(path: self.store.path, settings: Self.settings)
    }

    private static var settings: LedgerSettings {
        LedgerSettings(policy: LedgerPolicy(unknown: .revoke, maximumUnknownPerConsumer: 1_000, retain: .forever))
    }

    var ledger: any Ledger { self.opened }

    func openRegistry() throws -> any TokenRegistry {
        try SQLiteTokenRegistry(path: self.store.path, access: .writing)
    }

    func restart() throws {
        self.opened.close()
        self.opened = try SQLiteLedger.open(path: self.store.path, settings: Self.settings)
    }

    func settle() throws {
        self.opened.close()
        do {
            let registry = try SQLiteTokenRegistry(path: self.store.path, access: .writing)
            try registry.foldIfAlone()
            #expect(try registry.statistics().unfoldedSubjects == 0)
        }
        self.opened = try SQLiteLedger.open(path: self.store.path, settings: Self.settings)
    }
}
