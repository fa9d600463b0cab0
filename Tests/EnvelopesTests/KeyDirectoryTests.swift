import Foundation
import Primitives
import Testing

@testable import Envelopes

@Suite final class KeyDirectoryTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "revgate-keys-\(UUID())").path
    private var directory: KeyDirectory { KeyDirectory(path: self.folder) }

    deinit {
        try? FileManager.default.removeItem(atPath: self.folder)
    }

    private func save(_ name: String = "mobile") throws -> NamedKey {
        let key = NamedKey(name: name).adding(.octets(try SecretBytes.random(count: 32)), at: 1_700_000_000_123)
        try self.directory.save(key)
        return key
    }

    @Test func aKeyIsReadAsItWasSaved() throws {
        let key = try self.save().adding(.octets(try SecretBytes.random(count: 24)), at: 1_700_000_001_000)
        try self.directory.save(key)
        let loaded = try self.directory.load("mobile")
        #expect(loaded.versions.map(\.number) == [1, 2])
        #expect(loaded.versions.map(\.state) == [.active, .staged])
        #expect(loaded.versions.map(\.createdAt) == [1_700_000_000_123, 1_700_000_001_000])
        #expect(loaded.versions.map { $0.material?.octets } == key.versions.map { $0.material?.octets })
    }

    @Test func filesAreForTheOwnerOnly() throws {
        _ = try self.save()
        let attributes = try FileManager.default.attributesOfItem(atPath: "\(self.folder)/mobile.json")
        #expect((attributes[.posixPermissions] as? Int) == 0o600)
        let entries = try FileManager.default.contentsOfDirectory(atPath: self.folder)
        #expect(entries == ["mobile.json"])
    }

    @Test(arguments: [0o620, 0o602, 0o604, 0o666])
    func aFileThatOthersCanReachIsRefused(mode: Int) throws {
        _ = try self.save()
        let path = "\(self.folder)/mobile.json"
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        #expect(throws: KeyDirectoryFailure.file(.permissive(path: path, mode: UInt32(mode)))) {
            try self.directory.load("mobile")
        }
    }

    @Test func whatIsNotAKeyIsNamed() throws {
        _ = try self.save()
        let path = "\(self.folder)/mobile.json"
        #expect(throws: KeyDirectoryFailure.unknown(name: "other", directory: self.folder)) {
            try self.directory.load("other")
        }
        try ProtectedFile.write(Array("{".utf8).span, to: path)
        #expect(throws: KeyDirectoryFailure.malformed(name: "mobile", reason: "not the JSON of a key")) {
            try self.directory.load("mobile")
        }
    }

    @Test(arguments: [
        "", "-a", "a b", "A", "../x", "a/b", "a.b", "consumers", "consumer", String(repeating: "a", count: 65),
    ])
    func namesThatAreNoneAreRefused(name: String) {
        #expect(throws: KeyDirectoryFailure.invalidName(name)) { try self.directory.load(name) }
    }

    @Test func reservedKeysAreMadeOnceAndNotListed() throws {
        let first = try self.directory.loadOrCreateReserved(KeyName.subjects, at: 0)
        let second = try self.directory.loadOrCreateReserved(KeyName.subjects, at: 1)
        #expect(first.active?.material?.octets == second.active?.material?.octets)
        _ = try self.save()
        #expect(try self.directory.names() == ["mobile"])
        #expect(try self.directory.names(includingReserved: true) == ["mobile", KeyName.subjects])
    }

    @Test func sealsAreCountedAcrossRestarts() throws {
        _ = try self.save()
        let first = SealCounts(directory: self.directory)
        let count = first.count(key: "mobile", version: 1)
        _ = try first.reserve()
        for _ in 0..<5 { #expect(count.take()) }
        // Killed here: the next process begins after the reservation.
        #expect(SealCounts(directory: self.directory).count(key: "mobile", version: 1).value == SealCounts.reservation)
        // Stopped instead: what was not used is given back.
        try first.settle()
        #expect(SealCounts(directory: self.directory).count(key: "mobile", version: 1).value == 5)
    }

    @Test func commandsCountBesideAGateway() throws {
        let gateway = SealCounts(directory: self.directory)
        _ = gateway.count(key: "mobile", version: 1)
        _ = try gateway.reserve()
        let command = SealCounts(directory: self.directory)
        #expect(command.count(key: "mobile", version: 1).take())
        try command.settle()
        try gateway.settle()
        #expect(SealCounts(directory: self.directory).count(key: "mobile", version: 1).value == 1)
    }

    @Test func aKeyNearItsEndIsNamed() throws {
        let text = #"{"mobile":{"1":\#(SealCount.warning)}}"#
        try ProtectedFile.makePrivateFolder(self.folder)
        try ProtectedFile.write(Array(text.utf8).span, to: "\(self.folder)/.seals.json")
        let counts = SealCounts(directory: self.directory)
        _ = counts.count(key: "mobile", version: 1)
        #expect(try counts.reserve() == ["mobile/1"])
    }
}
