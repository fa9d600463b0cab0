import Envelopes
import Foundation
import Gateway
import Primitives
import Testing

@testable import Configuration

@Suite struct CredentialSourceTests {
    /// A key directory of its own, with one key `k` of the given bytes.
    private func directory(_ secret: [UInt8], state: KeyState = .active) throws -> KeyDirectory {
        let path = NSTemporaryDirectory() + "revgate-credential-\(UUID().uuidString)"
        let directory = KeyDirectory(path: path)
        let version = KeyVersion(
            number: 1, state: state, createdAt: 0, activatedAt: nil,
            material: .octets(SecretBytes(copying: secret.span)))
        try directory.save(NamedKey(name: "k", versions: [version]))
        return directory
    }

    private func resolve(
        _ source: CredentialSource, _ secret: String, state: KeyState = .active
    ) throws -> Upstream.Credential {
        let directory = try self.directory(Array(secret.utf8), state: state)
        defer { try? FileManager.default.removeItem(atPath: directory.path) }
        return try source.resolve(in: directory, for: "legacy")
    }

    @Test func aKeysActiveVersionIsTheSecret() throws {
        guard case .bearer(let secret) = try self.resolve(.bearer(.key("k")), "s3cret") else {
            Issue.record("another kind")
            return
        }
        #expect(secret == SecretBytes(copying: Array("s3cret".utf8).span))
    }

    @Test func aBasicCredentialHasAColonAndMaySpace() throws {
        guard case .basic(let secret) = try self.resolve(.basic(.key("k")), "user:pass word ") else {
            Issue.record("another kind")
            return
        }
        #expect(secret.count == 15)
        #expect(throws: CredentialFailure.noColon) { try self.resolve(.basic(.key("k")), "user") }
    }

    static let unusable: [(String, CredentialFailure)] = [
        ("a\r\nX: y", .controlCharacter), ("a\n", .controlCharacter), ("a\rb", .controlCharacter),
        ("a\u{0}b", .controlCharacter), (" a", .outerSpace), ("a ", .outerSpace),
    ]

    @Test(arguments: unusable)
    func whatCannotTravelInAFieldIsRefused(secret: String, failure: CredentialFailure) {
        #expect(throws: failure) { try self.resolve(.apiKey(.key("k")), secret) }
        #expect(throws: failure) { try self.resolve(.bearer(.key("k")), secret) }
    }

    @Test func anEmptySecretIsNone() {
        #expect(throws: CredentialFailure.self) { try self.resolve(.apiKey(.key("k")), "") }
    }

    @Test func aKeyWithoutAnActiveVersionIsNoSecret() {
        #expect(throws: CredentialFailure.source(.inactiveKey("k"))) {
            try self.resolve(.apiKey(.key("k")), "s3cret", state: .retired)
        }
    }

    /// What stands there may be the secret itself.
    @Test func aKeyThatIsNotThereIsNotNamed() {
        #expect(throws: CredentialFailure.source(.unknownKey)) { try self.resolve(.apiKey(.key("hunter2")), "x") }
        #expect(!CredentialFailure.source(.unknownKey).description.contains("hunter2"))
    }

    @Test func aVariableThatIsNotSetIsNamed() {
        #expect(throws: CredentialFailure.source(.unset(variable: "REVGATE_UNSET_IN_TESTS"))) {
            try self.resolve(.apiKey(.environment("REVGATE_UNSET_IN_TESTS")), "x")
        }
    }
}
