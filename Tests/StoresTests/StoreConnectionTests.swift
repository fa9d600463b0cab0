import Foundation
import Revocation
import Testing

@testable import Stores

@Suite struct StoreConnectionTests {
    @Test func everyConnectionIsFullySynchronousInWriteAheadMode() throws {
        let store = TemporaryStore()
        let connection = try StoreConnection(path: store.path, schema: .current)
        #expect(try connection.integer("PRAGMA synchronous", operation: "ask") == 2)
        try connection.assertDurable()
    }

    @Test(arguments: ["", "a", "a\0b", "\0", "Zürich · 東京\0", String(repeating: "n", count: 300)])
    func textReadsAsItWasBound(text: String) throws {
        let store = TemporaryStore()
        let connection = try StoreConnection(path: store.path, schema: .current)
        let statement = try connection.prepare("SELECT ?1, length(CAST(?1 AS BLOB))", operation: "ask")
        statement.bind(1, text: text)
        #expect(try statement.step())
        #expect(!statement.isNull(0))
        #expect(statement.text(0) == text)
        #expect(statement.integer(1) == Int64(text.utf8.count))
    }

    @Test func connectionThatIsNotFullySynchronousIsRefused() throws {
        let store = TemporaryStore()
        let connection = try StoreConnection(path: store.path, schema: .current)
        try connection.execute("PRAGMA synchronous = NORMAL", operation: "weaken")
        #expect(throws: StoreFailure.notDurable(path: store.path, journalMode: "wal", synchronous: 1)) {
            try connection.assertDurable()
        }
    }

    @Test func newerSchemaIsRefused() throws {
        let store = TemporaryStore()
        let newer = Schema(migrations: Schema.current.migrations + ["CREATE TABLE later (id INTEGER)"])
        _ = try StoreConnection(path: store.path, schema: newer)
        let version = Schema.current.version
        #expect(throws: StoreFailure.newer(path: store.path, version: version + 1, supported: version)) {
            try StoreConnection(path: store.path, schema: .current)
        }
    }

    @Test func olderSchemaIsMigratedWithItsContent() throws {
        let store = TemporaryStore()
        let older = try SQLiteLedger.open(path: store.path, settings: LedgerSettings())
        let port = CollectingPort()
        older.submit([.reference(1, at: 5)], from: port)
        #expect(port.wait(for: 1))
        older.close()
        let newer = Schema(migrations: Schema.current.migrations + ["CREATE TABLE later (id INTEGER)"])
        let migrated = try SQLiteLedger.open(path: store.path, settings: LedgerSettings(), schema: newer)
        migrated.submit([.reference(1, at: 6, ticket: 1)], from: port)
        #expect(port.wait(for: 1))
        #expect(port.answers[1] == .alreadyRevoked(at: .at(5)))
        migrated.close()
    }

    @Test func migrationThatFailsLeavesTheOlderVersion() throws {
        let store = TemporaryStore()
        _ = try StoreConnection(path: store.path, schema: .current)
        let broken = Schema(
            migrations: Schema.current.migrations + ["CREATE TABLE later (id INTEGER); CREATE TABLE later (id INTEGER)"]
        )
        #expect(throws: StoreFailure.self) { try StoreConnection(path: store.path, schema: broken) }
        let connection = try StoreConnection(path: store.path, schema: .current)
        #expect(try connection.schemaVersion() == Schema.current.version)
        #expect(
            try connection.integer("SELECT count(*) FROM sqlite_schema WHERE name = 'later'", operation: "ask") == 0)
    }

    @Test func gatewayStopsWhenANewerBuildMigratesUnderIt() throws {
        let store = TemporaryStore()
        let ledger = try SQLiteLedger.open(path: store.path, settings: LedgerSettings())
        let newer = Schema(migrations: Schema.current.migrations + ["CREATE TABLE later (id INTEGER)"])
        _ = try StoreConnection(path: store.path, schema: newer)
        let port = CollectingPort()
        ledger.submit([.reference(1)], from: port)
        #expect(port.wait(for: 1))
        #expect(port.answers[0] == .unavailable(retryAfterSeconds: 5))
        ledger.close()
    }

    @Test func anotherApplicationsDatabaseIsRefused() throws {
        let store = TemporaryStore()
        do {
            let foreign = try StoreConnection(path: store.path, schema: Schema(migrations: ["CREATE TABLE x (y)"]))
            try foreign.execute("PRAGMA application_id = 7", operation: "disguise")
        }
        #expect(throws: StoreFailure.foreign(path: store.path)) {
            try StoreConnection(path: store.path, schema: .current)
        }
    }

    @Test func fileThatIsNoDatabaseIsRefused() throws {
        let store = TemporaryStore()
        try Data(repeating: 7, count: 8_192).write(to: URL(fileURLWithPath: store.path))
        #expect(throws: StoreFailure.self) { try StoreConnection(path: store.path, schema: .current) }
    }
}
