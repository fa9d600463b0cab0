import Foundation
import Primitives
import Testing

@testable import Consumers

@Suite struct ConsumersTests {
    private let hmac: HMACSHA256

    init() throws {
        self.hmac = HMACSHA256(key: try SecretBytes.random(count: 32))
    }

    private func stored(_ key: String) -> StoredAPIKey {
        StoredAPIKey(digest: self.hmac.authenticate(Array(key.utf8).span).hex, created: "2026-01-01T00:00:00Z")
    }

    private func registry() throws -> ConsumerRegistry {
        var disabled = Consumer(name: "gone", keys: [self.stored("gone-key")])
        disabled.state = .disabled
        return try ConsumerRegistry([
            Consumer(
                name: "mobile", keys: [self.stored("MOB-APP-2001"), self.stored("second")], bodyKey: "mobile-body"),
            Consumer(name: "web", keys: [self.stored("web-key")], allow: ["/a"]), disabled,
        ])
    }

    private func holder(_ key: String, in registry: ConsumerRegistry) -> RegisteredConsumer? {
        registry.holder(of: self.hmac.authenticate(Array(key.utf8).span))
    }

    @Test(arguments: ["MOB-APP-2001", "second"])
    func eachOfItsKeysFindsAConsumer(key: String) throws {
        let consumer = self.holder(key, in: try self.registry())
        #expect(consumer?.name == "mobile")
        #expect(consumer?.bodyKey == "mobile-body")
        #expect(consumer?.isEnabled == true)
    }

    @Test(arguments: ["", "MOB-APP-200", "MOB-APP-20011", "mob-app-2001", "SECOND"])
    func whatNobodyHoldsFindsNobody(key: String) throws {
        #expect(self.holder(key, in: try self.registry()) == nil)
    }

    @Test func aDisabledConsumerIsFoundAsDisabled() throws {
        #expect(self.holder("gone-key", in: try self.registry())?.isEnabled == false)
    }

    @Test func allowNamesRoutesAndNothingElse() throws {
        let registry = try self.registry()
        #expect(self.holder("web-key", in: registry)?.mayUse(route: "/a", needsAllow: true) == true)
        #expect(self.holder("web-key", in: registry)?.mayUse(route: "/a/b", needsAllow: false) == false)
        #expect(self.holder("second", in: registry)?.mayUse(route: "/anything", needsAllow: false) == true)
        #expect(self.holder("second", in: registry)?.mayUse(route: "/anything", needsAllow: true) == false)
    }

    @Test func generatedKeysAreLongDistinctAndCheckable() throws {
        var keys: Set<String> = []
        for _ in 0..<100 {
            let key = try APIKey.generate()
            let text = key.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
            #expect(text.wholeMatch(of: /rvg_[0-9A-Za-z]{49}/) != nil)
            let isValid = APIKey.isValid(key.bytes)
            #expect(isValid)
            keys.insert(text)
        }
        #expect(keys.count == 100)
    }

    @Test(arguments: ["", "with space", "tab\t", "ümlaut", String(repeating: "k", count: APIKey.maximumLength + 1)])
    func keysThatAHeaderCannotCarryAreRefused(key: String) {
        let isValid = APIKey.isValid(Array(key.utf8).span)
        #expect(!isValid)
    }

    @Test func consumersAreReadAsTheyWereSaved() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "revgate-consumers-\(UUID())").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try ProtectedFile.makePrivateFolder(folder)
        let file = ConsumerFile(keyDirectory: folder)
        #expect(try file.load() == [])
        let consumers = [
            Consumer(name: "mobile", keys: [self.stored("a")], allow: ["/x"], bodyKey: "k"),
            Consumer(name: "web", keys: []),
        ]
        try file.save(consumers)
        #expect(try file.load() == consumers)
        let text = try String(contentsOfFile: file.path, encoding: .utf8)
        #expect(!text.contains("\"a\""))
    }

    @Test func membersOfOlderBuildsKeepTheirFormat() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "revgate-consumers-\(UUID())").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try ProtectedFile.makePrivateFolder(folder)
        let file = ConsumerFile(keyDirectory: folder)
        var consumer = Consumer(name: "mobile", keys: [self.stored("a")], bodyKey: "k")
        try file.save([consumer])
        #expect(try String(contentsOfFile: file.path, encoding: .utf8).contains("\"format\" : 1"))
        consumer.bodyProfile = "partner-x"
        consumer.responseKey = "mobile-public"
        consumer.signatureKey = "mobile-signing"
        try file.save([consumer])
        #expect(try String(contentsOfFile: file.path, encoding: .utf8).contains("\"format\" : 2"))
        #expect(try file.load() == [consumer])
    }

    @Test(arguments: [
        ("{", "not the JSON of consumers"), (#"{"format":3,"consumers":[]}"#, "newer"),
        (
            #"{"format":1,"consumers":[{"name":"a","state":"enabled","keys":[]},{"name":"a","state":"enabled","keys":[]}]}"#,
            "twice"
        ),
    ])
    func aDamagedFileIsNamed(text: String, words: String) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "revgate-consumers-\(UUID())").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try ProtectedFile.makePrivateFolder(folder)
        let file = ConsumerFile(keyDirectory: folder)
        try ProtectedFile.write(Array(text.utf8).span, to: file.path)
        let failure = #expect(throws: ConsumerFileFailure.self) { try file.load() }
        #expect(failure?.description.contains(words) == true)
    }
}
