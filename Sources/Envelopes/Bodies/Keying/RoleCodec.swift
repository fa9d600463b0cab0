import Primitives

/// The keys, and what stands around sealed text, for the messages of one role. Of JWE, only the latter.
struct RoleCodec: Sendable {
    let shape: EnvelopeShape
    /// Newest first.
    let versions: [CodecVersion]
    let activeIndex: Int?
    /// nil: the whole body lies under the public key.
    let symmetric: SymmetricCodec?
    /// nil: the content key is the named key's, or that of the request.
    let session: SessionContent?
    /// Whether the wrapped key stands before the binary message.
    let wrapsInFront: Bool

    init(
        _ profile: CipherProfile, as role: MessageRole, keys: CipherKeys, seals: (NamedKey, Int) -> SealCount
    ) throws(BodyCipherFailure) {
        let reusesSession = role == .reply && profile.replyKey == .session
        self.shape = EnvelopeShape(profile, as: role, wrappedKey: !reusesSession)
        var format: SymmetricFormat?
        if case .symmetric(var symmetric) = profile.format {
            if role == .reply, let salt = symmetric.replySalt { symmetric.salt = .fixed(salt) }
            format = symmetric
        }
        self.symmetric = format.map { SymmetricCodec($0) }
        self.wrapsInFront = !reusesSession && profile.sessionKey?.position(of: role) == .prefix
        if let rule = profile.sessionKey, let format {
            self.session = SessionContent(rule, format)
        } else {
            self.session = nil
        }
        var versions: [CodecVersion] = []
        if case .jwe = profile.format {
        } else if let key = role == .reply && profile.replyKey == .responseKey ? keys.response : keys.main {
            let purpose = profile.keyPurpose
            for version in key.usable {
                guard version.binding.allows(purpose, to: .open) || version.binding.allows(purpose, to: .seal) else {
                    guard version.state != .active else {
                        throw .algorithms(key: key.name, version: version.number, reason: KeyBinding.refusal)
                    }
                    continue
                }
                versions.append(
                    try CodecVersion(
                        version, of: key, profile, format, named: keys.named, seals: seals(key, version.number)))
            }
            if versions.isEmpty, !key.usable.isEmpty {
                throw .algorithms(key: key.name, version: nil, reason: KeyBinding.refusal)
            }
        }
        self.versions = versions
        self.activeIndex = versions.firstIndex { $0.state == .active }
    }
}

extension CodecVersion {
    init(
        _ version: KeyVersion, of key: NamedKey, _ profile: CipherProfile, _ format: SymmetricFormat?,
        named: [String: NamedKey], seals: SealCount
    ) throws(BodyCipherFailure) {
        let purpose = profile.keyPurpose
        self.opens = version.binding.allows(purpose, to: .open)
        self.canSeal = version.binding.allows(purpose, to: .seal)
        self.number = version.number
        self.state = version.state
        self.seals = seals
        var fixed: FixedBytes?
        if let format { fixed = try FixedBytes(format, version: version.number, named) }
        self.fixed = fixed
        guard let format, profile.sessionKey == nil else {
            self.derived = nil
            self.iv = nil
            self.material = try Self.rsa(version, of: key)
            return
        }
        guard case .octets(let stored)? = version.material else {
            throw .kind(key: key.name, version: version.number, needs: .octets)
        }
        do throws(ContentKeyFailure) {
            let secret = try format.keyEncoding.decode(stored)
            self.material = .octets(secret)
            let derived = format.saltsEachMessage ? nil : try format.derive(from: secret, salt: fixed?.salt ?? [])
            self.derived = derived
            self.iv = derived.flatMap { format.iv(of: MessageSecret(secret), $0, fixed) }
        } catch {
            throw .contentKey(key: key.name, version: version.number, error)
        }
    }

    private static func rsa(_ version: KeyVersion, of key: NamedKey) throws(BodyCipherFailure) -> Material {
        switch version.material {
        case .privateKey(let half):
            if case .rsa = half.kind { return .privateKey(half, half.publicKey) }
        case .publicKey(let half):
            if case .rsa = half.kind { return .publicKey(half) }
        case .octets, nil: break
        }
        throw .kind(key: key.name, version: version.number, needs: .rsa)
    }
}
