import Primitives
import Testing

@testable import Envelopes

@Suite struct BodyCipherTests {
    private let plaintext = Array(#"{"tokenReferenceId":"abc"}"#.utf8)

    static let profiles = [
        Self.profile(.aes256GCM), Self.profile(.aes192CBC), Self.profile(.aes256CBC),
        Self.profile(.aes128GCM) {
            $0.ivLength = 16
            $0.encoding = .base64url
        },
        Self.profile(.aes256GCM) { $0.encoding = .hex },
        Self.profile(.aes128CBC) { $0.encoding = .hexUpper },
        Self.profile(.aes256GCM) { $0.keyDerivation = .sha256 },
        Self.wrapped(.json("data")), Self.wrapped(.json("/outer/data")), Self.wrapped(.form("data")),
    ]

    private static func profile(
        _ algorithm: CipherAlgorithm, _ change: (inout SymmetricFormat) -> Void = { _ in }
    ) -> CipherProfile {
        var format = SymmetricFormat(algorithm: algorithm)
        change(&format)
        return CipherProfile(name: "p", format: .symmetric(format))
    }

    private static func wrapped(_ wrapper: BodyWrapper) -> CipherProfile {
        var profile = Self.profile(.aes256GCM)
        profile.wrapper = wrapper
        return profile
    }

    private func key(_ states: KeyState..., for profile: CipherProfile) throws -> NamedKey {
        NamedKey(
            name: "k",
            versions: try states.enumerated().map { index, state in
                KeyVersion(
                    number: index + 1, state: state, createdAt: 0, activatedAt: nil,
                    material: try profile.freshOctets())
            })
    }

    private func cipher(_ profile: CipherProfile, _ key: NamedKey, sealed: UInt64 = 0) throws -> BodyCipher {
        try BodyCipher(
            profile: profile, keys: CipherKeys(main: key), random: RandomPool(),
            seals: { _, _ in SealCount(startingAt: sealed) })
    }

    private func open(_ cipher: BodyCipher, _ body: [UInt8]) throws -> (text: [UInt8], version: Int) {
        let output = SecretBuffer(capacity: 16)
        let version = try cipher.open(
            body.span, into: output, isWellFormed: { $0.count > 0 && $0[0] == UInt8(ascii: "{") })
        return (output.bytes.copied, version.number)
    }

    private func seal(
        _ cipher: BodyCipher, _ text: [UInt8], with version: BodyVersion? = nil, into body: inout [UInt8]
    ) throws {
        var fields = EnvelopeFields()
        let version = try version ?? #require(cipher.activeVersion)
        try cipher.seal(text.span, as: .request, with: version, into: &body, fields: &fields)
        #expect(fields.isEmpty)
    }

    @Test(arguments: profiles)
    func whatIsSealedOpens(_ profile: CipherProfile) throws {
        let cipher = try self.cipher(profile, try self.key(.active, for: profile))
        var body: [UInt8] = []
        try self.seal(cipher, self.plaintext, into: &body)
        #expect(try self.open(cipher, body).text == self.plaintext)
    }

    @Test(arguments: profiles)
    func everyIVIsNew(_ profile: CipherProfile) throws {
        let cipher = try self.cipher(profile, try self.key(.active, for: profile))
        var bodies: Set<[UInt8]> = []
        for _ in 0..<200 {
            var body: [UInt8] = []
            try self.seal(cipher, self.plaintext, into: &body)
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
        try self.seal(caller, self.plaintext, into: &body)
        let output = SecretBuffer(capacity: 16)
        let version = try gateway.open(body.span, into: output, isWellFormed: { $0.count > 0 && $0[0] == 0x7B })
        #expect(version.number == 1)
        var reply: [UInt8] = []
        try self.seal(gateway, self.plaintext, with: version, into: &reply)
        #expect(try self.open(caller, reply).text == self.plaintext)
    }

    @Test(arguments: [KeyState.staged, .retired])
    func versionsNotInUseDoNotOpen(_ state: KeyState) throws {
        let profile = Self.profile(.aes256GCM)
        let cipher = try self.cipher(profile, try self.key(state, for: profile))
        #expect(throws: BodyOpenFailure.noUsableVersion) { try self.open(cipher, Array("AAAA".utf8)) }
        #expect(cipher.activeVersion == nil)
    }

    @Test func withoutIntegrityOnlyWellFormedBodiesCount() throws {
        let profile = Self.profile(.aes256CBC)
        let cipher = try self.cipher(profile, try self.key(.active, for: profile))
        var body: [UInt8] = []
        try self.seal(cipher, Array("no object".utf8), into: &body)
        #expect(throws: BodyOpenFailure.content) { try self.open(cipher, body) }
    }

    @Test func nothingOfAFailedBodyStays() throws {
        let profile = Self.profile(.aes256GCM)
        let cipher = try self.cipher(profile, try self.key(.active, for: profile))
        let output = SecretBuffer(capacity: 16)
        #expect(throws: BodyOpenFailure.encoding) {
            try cipher.open(Array("not base64!".utf8).span, into: output, isWellFormed: { _ in true })
        }
        #expect(throws: BodyOpenFailure.length) {
            try cipher.open(Array("AAAA".utf8).span, into: output, isWellFormed: { _ in true })
        }
        #expect(output.count == 0)
    }

    @Test func theLastMessageOfAKeyIsTheLast() throws {
        let profile = Self.profile(.aes256GCM)
        let cipher = try self.cipher(profile, try self.key(.active, for: profile), sealed: SealCount.limit - 1)
        let active = try #require(cipher.activeVersion)
        var body: [UInt8] = []
        try self.seal(cipher, self.plaintext, with: active, into: &body)
        let length = body.count
        #expect(throws: BodySealFailure.exhausted) { try self.seal(cipher, self.plaintext, with: active, into: &body) }
        #expect(body.count == length)
    }

    @Test func aKeyOfTheWrongSizeIsRefused() throws {
        let key = NamedKey(name: "short").adding(.octets(try SecretBytes.random(count: 31)), at: 0)
        #expect(
            throws: BodyCipherFailure.contentKey(key: "short", version: 1, .wrongLength(found: 31, needed: 32))
        ) { try self.cipher(Self.profile(.aes256GCM), key) }
    }
}
