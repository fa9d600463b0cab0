import Envelopes
import Primitives

/// One thing that is measured: what the gateway does, and what libcrypto's calls alone would.
struct Work {
    let name: String
    /// Each does it so many times.
    let ours: (Int) -> Void
    let bare: (Int) -> Void

    /// A call of a method that deactivates a token, of 150 bytes.
    private static let plaintext: [UInt8] = {
        let start = Array(#"{"tokenReferenceId":"0123456789abcdef0123456789abcdef","reason":""#.utf8)
        let end = Array(#""}"#.utf8)
        return start + [UInt8](repeating: UInt8(ascii: "x"), count: 150 - start.count - end.count) + end
    }()

    static func all() throws -> [Work] {
        try self.openAndSeal("aes-256-gcm", "AES-256-GCM", .gcm, keyLength: 32)
            + self.openAndSeal("aes-192-cbc", "AES-192-CBC", .cbc, keyLength: 24)
    }

    private static func openAndSeal(
        _ profile: String, _ libraryName: String, _ mode: BareCipher.Mode, keyLength: Int
    ) throws -> [Work] {
        let key = Array(UInt8(1)...UInt8(keyLength))
        let cipher = try Self.cipher(profile, key: key)
        let bare = BareCipher(libraryName, mode, key: key)
        guard let version = cipher.activeVersion else { preconditionFailure("the key has an active version") }
        let length = bare.seal(Self.plaintext)
        let body = Array(UnsafeBufferPointer(start: bare.output, count: length))
        let open = Work(name: "\(profile) open") { count in
            let opened = SecretBuffer(capacity: 4_096)
            for _ in 0..<count {
                opened.wipe()
                _ = try? cipher.open(body.span, into: opened) { $0.count == 150 }
                precondition(opened.count == 150, "what the bare calls sealed opens")
            }
        } bare: { count in
            for _ in 0..<count { precondition(bare.open(body) == 150) }
        }
        let seal = Work(name: "\(profile) seal") { count in
            var sealed: [UInt8] = []
            var fields = EnvelopeFields()
            let plaintext = Self.plaintext
            for _ in 0..<count {
                sealed.removeAll(keepingCapacity: true)
                _ = try? cipher.seal(plaintext.span, as: .reply, with: version, into: &sealed, fields: &fields)
                precondition(sealed.count == length, "the lengths agree")
            }
        } bare: { count in
            let plaintext = Self.plaintext
            for _ in 0..<count { precondition(bare.seal(plaintext) == length) }
        }
        return [open, seal]
    }

    private static func cipher(_ profile: String, key: [UInt8]) throws -> BodyCipher {
        guard let profile = CipherProfile.builtIn.first(where: { $0.name == profile }) else {
            preconditionFailure("a built-in profile")
        }
        let version = KeyVersion(
            number: 1, state: .active, createdAt: 0, activatedAt: nil,
            material: .octets(SecretBytes(copying: key.span)))
        let named = NamedKey(name: "bench", versions: [version])
        return try BodyCipher(
            profile: profile, keys: CipherKeys(main: named), random: RandomPool(),
            seals: { _, _ in SealCount(startingAt: 0) })
    }
}
