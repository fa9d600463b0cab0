import Primitives
import Testing

@testable import Envelopes

@Suite struct BodyCipherTests {
    private let plaintext = Array(#"{"tokenReferenceId":"abc"}"#.utf8)

    static let profiles =
        CipherProfile.builtIn + [
            CipherProfile(name: "gcm16", algorithm: .aes128GCM, ivLength: 16, encoding: .base64url),
            CipherProfile(name: "hex", algorithm: .aes256GCM, encoding: .hex),
            CipherProfile(name: "HEX", algorithm: .aes128CBC, encoding: .hexUpper),
            CipherProfile(name: "derived", algorithm: .aes256GCM, keyDerivation: .sha256),
        ]

    private func key(_ states: KeyState..., for profile: CipherProfile) throws -> NamedKey {
        NamedKey(
            name: "k",
            versions: try states.enumerated().map { index, state in
                KeyVersion(
                    number: index + 1, state: state, createdAt: 0, activatedAt: nil,
                    material: try SecretBytes.random(count: profile.algorithm.keyLength))
            })
    }

    private func cipher(_ profile: CipherProfile, _ key: NamedKey, sealed: UInt64 = 0) throws -> BodyCipher {
        try BodyCipher(
            profile: profile, key: key, random: RandomPool(), seals: { _ in SealCount(startingAt: sealed) })
    }

    private func open(_ cipher: BodyCipher, _ body: [UInt8]) throws -> (text: [UInt8], version: Int) {
        let output = SecretBuffer(capacity: 16)
        let version = try cipher.open(
            body.span, into: output, isWellFormed: { $0.count > 0 && $0[0] == UInt8(ascii: "{") })
        return (output.bytes.copied, version.number)
    }

    @Test(arguments: profiles)
    func whatIsSealedOpens(_ profile: CipherProfile) throws {
        let cipher = try self.cipher(profile, try self.key(.active, for: profile))
        var body: [UInt8] = []
        try cipher.seal(self.plaintext.span, with: try #require(cipher.activeVersion), into: &body)
        #expect(try self.open(cipher, body).text == self.plaintext)
    }

    @Test(arguments: profiles)
    func everyIVIsNew(_ profile: CipherProfile) throws {
        let cipher = try self.cipher(profile, try self.key(.active, for: profile))
        var bodies: Set<[UInt8]> = []
        for _ in 0..<200 {
            var body: [UInt8] = []
            try cipher.seal(self.plaintext.span, with: try #require(cipher.activeVersion), into: &body)
            bodies.insert(body)
        }
        #expect(bodies.count == 200)
    }

    @Test(arguments: profiles)
    func replyIsSealedWithTheVersionThatOpened(_ profile: CipherProfile) throws {
        let key = try self.key(.accepting, .active, for: profile)
        let old = NamedKey(
            name: "k",
            versions: [
                KeyVersion(
                    number: 1, state: .active, createdAt: 0, activatedAt: nil, material: key.versions[0].material)
            ])
        let caller = try self.cipher(profile, old)
        let gateway = try self.cipher(profile, key)
        var body: [UInt8] = []
        try caller.seal(self.plaintext.span, with: try #require(caller.activeVersion), into: &body)
        let output = SecretBuffer(capacity: 16)
        let version = try gateway.open(body.span, into: output, isWellFormed: { $0.count > 0 && $0[0] == 0x7B })
        #expect(version.number == 1)
        var reply: [UInt8] = []
        try gateway.seal(self.plaintext.span, with: version, into: &reply)
        #expect(try self.open(caller, reply).text == self.plaintext)
    }

    @Test(arguments: [KeyState.staged, .retired])
    func versionsNotInUseDoNotOpen(_ state: KeyState) throws {
        let profile = CipherProfile.builtIn[0]
        let cipher = try self.cipher(profile, try self.key(state, for: profile))
        #expect(throws: BodyOpenFailure.noUsableVersion) { try self.open(cipher, Array("AAAA".utf8)) }
        #expect(cipher.activeVersion == nil)
    }

    @Test func withoutIntegrityOnlyWellFormedBodiesCount() throws {
        let profile = CipherProfile(name: "cbc", algorithm: .aes256CBC)
        let cipher = try self.cipher(profile, try self.key(.active, for: profile))
        var body: [UInt8] = []
        try cipher.seal(Array("no object".utf8).span, with: try #require(cipher.activeVersion), into: &body)
        #expect(throws: BodyOpenFailure.content) { try self.open(cipher, body) }
    }

    @Test func nothingOfAFailedBodyStays() throws {
        let profile = CipherProfile.builtIn[0]
        let cipher = try self.cipher(profile, try self.key(.active, for: profile))
        let output = SecretBuffer(capacity: 16)
        #expect(throws: BodyOpenFailure.encoding) {
            try cipher.open(Array("not base64!".utf8).span, into: output, isWellFormed: { _ in true })
        }
        #expect(throws: BodyOpenFailure.cipher) {
            try cipher.open(Array("AAAA".utf8).span, into: output, isWellFormed: { _ in true })
        }
        #expect(output.count == 0)
    }

    @Test func theLastMessageOfAKeyIsTheLast() throws {
        let profile = CipherProfile.builtIn[0]
        let cipher = try self.cipher(profile, try self.key(.active, for: profile), sealed: SealCount.limit - 1)
        let active = try #require(cipher.activeVersion)
        var body: [UInt8] = []
        try cipher.seal(self.plaintext.span, with: active, into: &body)
        let length = body.count
        #expect(throws: BodySealFailure.exhausted) { try cipher.seal(self.plaintext.span, with: active, into: &body) }
        #expect(body.count == length)
    }

    @Test func aKeyOfTheWrongSizeIsRefused() throws {
        let key = NamedKey(name: "short").adding(try SecretBytes.random(count: 31), at: 0)
        #expect(
            throws: BodyCipherFailure.contentKey(key: "short", version: 1, .wrongLength(found: 31, needed: 32))
        ) { try self.cipher(CipherProfile.builtIn[0], key) }
    }
}

extension Span<UInt8> {
    var copied: [UInt8] { self.withUnsafeBytes { Array($0) } }
}
