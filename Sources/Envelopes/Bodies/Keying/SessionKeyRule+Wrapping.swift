import Primitives

/// A session key as it lies in what is wrapped.
struct SessionContent: Sendable {
    let rule: SessionKeyRule
    let encoding: KeyEncoding
    let keyLength: Int
    let ivLength: Int
    let macLength: Int

    init(_ rule: SessionKeyRule, _ format: SymmetricFormat) {
        self.rule = rule
        self.encoding = format.keyEncoding
        self.keyLength = format.secretLength
        self.ivLength = rule.content == .key ? 0 : format.ivLength
        self.macLength = rule.content == .keyIVAndMAC ? format.mac?.length ?? 0 : 0
    }

    /// Bytes before the encoding.
    private var length: Int { self.keyLength + self.ivLength + self.macLength }

    /// Draws a session key. Letters and digits only, where the rule says so.
    func draw(_ draws: MessageDraws) throws(RandomFailure) -> SessionKey {
        let content =
            switch self.rule.draw {
            case .bytes: try draws.secret(self.length)
            case .alphanumeric: try draws.alphanumericSecret(self.length)
            }
        return self.split(content)
    }

    func wrap(_ session: SessionKey, under publicKey: PublicKey) throws(PublicKeyFailure) -> [UInt8] {
        let content = SecretBuffer(capacity: self.length)
        let key = session.key
        let iv = session.iv
        content.append(key.bytes)
        content.append(iv.span)
        if let macKey = session.macKey { content.append(macKey.bytes) }
        let text = self.encoding.encode(SecretBytes(copying: content.bytes))
        return switch self.rule.padding {
        case .pkcs1: try publicKey.encryptPKCS1(text)
        case .oaepSHA1: try publicKey.encryptOAEP(text, hash: .sha1, mgf: .sha1)
        case .oaepSHA256: try publicKey.encryptOAEP(text, hash: .sha256, mgf: .sha256)
        case .oaepSHA512: try publicKey.encryptOAEP(text, hash: .sha512, mgf: .sha512)
        }
    }

    /// Unwraps a session key, or gives a random one in its place: all that follows is done either way, so that neither
    /// answer nor time tells what was wrong with it.
    func unwrap(
        _ wrapped: [UInt8], under key: PrivateKey, _ trace: OpenTrace?
    ) throws(RandomFailure) -> (session: SessionKey, isStandIn: Bool) {
        let standIn = try SecretBytes.random(count: self.length)
        let text: SecretBytes
        do throws(PublicKeyFailure) {
            text =
                switch self.rule.padding {
                case .pkcs1:
                    try key.decryptPKCS1(wrapped.span, expecting: self.encoding.encodedCount(of: self.length))
                case .oaepSHA1: try key.decryptOAEP(wrapped.span, hash: .sha1, mgf: .sha1)
                case .oaepSHA256: try key.decryptOAEP(wrapped.span, hash: .sha256, mgf: .sha256)
                case .oaepSHA512: try key.decryptOAEP(wrapped.span, hash: .sha512, mgf: .sha512)
                }
        } catch {
            trace?.note("session key: \(self.rule.padding.rawValue) did not open under this version")
            return (self.split(standIn), true)
        }
        guard let content = try? self.encoding.decode(text), content.count == self.length else {
            trace?.note("session key: what was unwrapped is not \(self.length) bytes as \(self.encoding.rawValue)")
            return (self.split(standIn), true)
        }
        // With PKCS #1 v1.5 a wrong padding gives random bytes, so this says no more than that there are some.
        trace?.note("session key: \(self.rule.padding.rawValue), \(text.count) bytes as \(self.encoding.rawValue)")
        return (self.split(content), false)
    }

    private func split(_ content: SecretBytes) -> SessionKey {
        let bytes = content.bytes
        let iv = bytes.extracting(self.keyLength..<(self.keyLength + self.ivLength))
        return SessionKey(
            key: SecretBytes(copying: bytes.extracting(first: self.keyLength)), iv: iv.withUnsafeBytes { Array($0) },
            macKey: self.macLength == 0
                ? nil : SecretBytes(copying: bytes.extracting((self.keyLength + self.ivLength)...)))
    }
}
