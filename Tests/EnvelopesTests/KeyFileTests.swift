import Foundation
import Primitives
import Testing

@testable import Envelopes

@Suite final class KeyFileTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "revgate-keys-\(UUID())").path
    private var directory: KeyDirectory { KeyDirectory(path: self.folder) }

    deinit {
        try? FileManager.default.removeItem(atPath: self.folder)
    }

    private func write(_ text: String) throws {
        try ProtectedFile.makePrivateFolder(self.folder)
        try ProtectedFile.write(Array(text.utf8).span, to: "\(self.folder)/partner.json")
    }

    /// Saves a key of one version and gives back what its file says and what is read from it.
    private func saved(
        _ material: KeyMaterial, _ binding: KeyBinding = KeyBinding()
    ) throws -> (text: String, version: KeyVersion?) {
        try self.directory.save(NamedKey(name: "partner").adding(material, binding: binding, at: 0))
        let text = try String(contentsOfFile: "\(self.folder)/partner.json", encoding: .utf8)
        return (text, try self.directory.load("partner").versions.first)
    }

    private static let first = """
        {"format":1,"name":"partner","versions":[{"version":1,"state":"active","created":"2026-01-01T00:00:00.000Z",
         "activated":"2026-01-01T00:00:00.000Z","material":{"type":"octets","protection":"none","value":"AAEC"}}]}
        """

    @Test func filesOfTheFirstFormatAreRead() throws {
        try self.write(Self.first)
        let version = try #require(try self.directory.load("partner").versions.first)
        let octets = try #require(version.material?.octets)
        #expect(octets == SecretBytes(copying: [0, 1, 2].span))
        #expect(version.binding == KeyBinding())
    }

    @Test func whatTheFirstFormatCanSayIsWrittenInIt() throws {
        let (text, _) = try self.saved(.octets(try SecretBytes.random(count: 32)))
        #expect(text.contains("\"format\": 1"))
        #expect(!text.contains("kid"))
    }

    @Test func everyKindOfVersionIsWrittenAsJSONAndReadBack() throws {
        let binding = KeyBinding(
            identifier: "k \"1\" é\n", algorithm: "A256GCMKW", use: "enc", operations: ["wrapKey", "x"])
        let versions = [
            KeyVersion(number: 1, state: .destroyed, createdAt: 1, activatedAt: 2, material: nil),
            KeyVersion(
                number: 3, state: .active, createdAt: 3, activatedAt: 4,
                material: .octets(try SecretBytes.random(count: 33)), binding: binding),
            KeyVersion(
                number: 4, state: .staged, createdAt: 5, activatedAt: nil,
                material: .octets(try SecretBytes.random(count: 1)), binding: KeyBinding(operations: [])),
        ]
        try self.directory.save(NamedKey(name: "partner", versions: versions))
        let data = try Data(contentsOf: URL(filePath: "\(self.folder)/partner.json"))
        #expect(try JSONSerialization.jsonObject(with: data) is [String: Any])
        let read = try self.directory.load("partner").versions
        #expect(read.map(\.number) == [1, 3, 4] && read.map(\.state) == versions.map(\.state))
        #expect(read.map(\.createdAt) == [1, 3, 5] && read.map(\.activatedAt) == [2, 4, nil])
        #expect(read.map { $0.material?.octets } == versions.map { $0.material?.octets })
        #expect(read.map(\.binding) == versions.map(\.binding))
    }

    @Test(arguments: [
        ("format", #"{"format":"1","name":"partner","versions":[]}"#), ("name", #"{"format":1,"versions":[]}"#),
        ("versions", #"{"format":1,"name":"partner"}"#),
        ("version", #"{"format":1,"name":"partner","versions":[{}]}"#),
        ("state", first.replacing("active\"", with: "lively\"")),
        ("created", first.replacing(#""created""#, with: #""x""#)),
        ("value", first.replacing("AAEC", with: "AA!C")),
    ])
    func whatIsWrongIsNamed(member: String, text: String) throws {
        try self.write(text)
        let reason = "not the JSON of a key: \"\(member)\" is missing, or not what it has to be"
        #expect(throws: KeyDirectoryFailure.malformed(name: "partner", reason: reason)) {
            try self.directory.load("partner")
        }
    }

    @Test func keyWithoutVersionsIsReadBack() throws {
        try self.directory.save(NamedKey(name: "partner"))
        #expect(try self.directory.load("partner").versions.isEmpty)
    }

    @Test func whatBindsAKeyNeedsTheSecondFormat() throws {
        let binding = KeyBinding(identifier: "k-1", algorithm: "A256GCMKW", use: "enc", operations: ["wrapKey"])
        let (text, version) = try self.saved(.octets(try SecretBytes.random(count: 32)), binding)
        #expect(text.contains("\"format\": 2"))
        #expect(version?.binding == binding)
    }

    @Test(arguments: [PublicKeyKind.rsa(bits: 2048), .ec(.p256), .ec(.p384), .ec(.p521), .x25519, .ed25519])
    func pairsAndTheirPublicHalvesAreReadAsTheyWereSaved(kind: PublicKeyKind) throws {
        let pair = try PrivateKey.generate(kind)
        let (text, version) = try self.saved(.privateKey(pair))
        #expect(text.contains("\"format\": 2"))
        guard case .privateKey(let read)? = version?.material else {
            Issue.record("not a private key")
            return
        }
        #expect(read.kind == kind)
        #expect(read.pkcs8 == pair.pkcs8)
        let (_, other) = try self.saved(.publicKey(pair.publicKey))
        guard case .publicKey(let half)? = other?.material else {
            Issue.record("not a public key")
            return
        }
        #expect(half.spki == pair.publicKey.spki)
    }

    @Test func versionsOfDifferentKindsAreRefused() throws {
        let pair = try PrivateKey.generate(.ec(.p256))
        let octets = KeyVersion(
            number: 1, state: .active, createdAt: 0, activatedAt: 0,
            material: .octets(try SecretBytes.random(count: 16)))
        let staged = KeyVersion(
            number: 2, state: .staged, createdAt: 0, activatedAt: nil, material: .privateKey(pair))
        try self.directory.save(NamedKey(name: "partner", versions: [octets, staged]))
        #expect(
            throws: KeyDirectoryFailure.malformed(
                name: "partner", reason: "version 2 is EC private, and those before it are octets")
        ) { try self.directory.load("partner") }
    }

    @Test func lengthsOfOneKindMayDiffer() throws {
        let key = NamedKey(name: "partner").adding(.octets(try SecretBytes.random(count: 16)), at: 0)
            .adding(.octets(try SecretBytes.random(count: 32)), at: 1)
        try self.directory.save(key)
        #expect(try self.directory.load("partner").kind == .octets)
    }

    @Test func theLastNumberIsTheLast() throws {
        let last = KeyVersion(
            number: 1_000_000, state: .active, createdAt: 0, activatedAt: 0,
            material: .octets(try SecretBytes.random(count: 16)))
        let key = NamedKey(name: "partner", versions: [last])
        try self.directory.save(key)
        #expect(throws: KeyDirectoryFailure.self) {
            try self.directory.save(key.adding(.octets(try SecretBytes.random(count: 16)), at: 1))
        }
        #expect(try self.directory.load("partner").versions.map(\.number) == [1_000_000])
    }

    @Test(arguments: [
        "{", #"{"partner":{"1":-1}}"#, #"{"partner":{"1":9223372036854775809}}"#,
        #"{"partner":{"1":18446744073709551615}}"#,
    ])
    func sealCountsThatCannotBeAreAFault(text: String) throws {
        let counts = SealCounts(directory: self.directory)
        try counts.check()
        try ProtectedFile.makePrivateFolder(self.folder)
        try ProtectedFile.write(Array(text.utf8).span, to: "\(self.folder)/.seals.json")
        #expect(throws: KeyDirectoryFailure.self) { try counts.check() }
        try ProtectedFile.write(Array(#"{"partner":{"1":7}}"#.utf8).span, to: "\(self.folder)/.seals.json")
        try counts.check()
    }

    @Test func countsDoNotOverflow() {
        let count = SealCount(startingAt: .max)
        #expect(!count.take())
        #expect(!count.take())
    }

    @Test(arguments: [
        ("\"format\":1", "\"format\":3", "format 3 is newer than this build reads"),
        ("octets", "hsm", "version 1 is hsm under protection \"none\", which this build does not read"),
        ("none", "sealed", "version 1 is octets under protection \"sealed\", which this build does not read"),
        ("octets", "pkcs8", "version 1 is no pkcs8: cut short, or not the DER of a key"),
        ("octets", "spki", "version 1 is no spki: cut short, or not the DER of a key"),
        ("AAEC", "", "version 1 is octets of no bytes"),
        ("\"version\":1,", "\"version\":0,", "versions are not numbered from 1 to 1000000"),
        ("\"version\":1,", "\"version\":9223372036854775807,", "versions are not numbered from 1 to 1000000"),
    ])
    func whatIsNotUnderstoodIsRefused(old: String, new: String, reason: String) throws {
        try self.write(Self.first.replacingOccurrences(of: old, with: new))
        #expect(throws: KeyDirectoryFailure.malformed(name: "partner", reason: reason)) {
            try self.directory.load("partner")
        }
    }
}
