import Primitives

/// What opens or seals one message, before what lies in the message itself has its part in it.
struct MessageSecret {
    /// Read as `key-encoding` says, not derived yet.
    let secret: SecretBytes
    /// Where nothing of the message enters the derivation.
    var derived: DerivedKey?
    /// Beside a session key.
    var iv: [UInt8] = []
    var macKey: SecretBytes?
    /// Drawn for this message alone.
    var isFresh = false
    /// Random, in place of what could not be unwrapped: the work goes on, and fails.
    var isStandIn = false
    /// For seals under this key that are counted; nil under fresh ones.
    var seals: SealCount?

    init(_ secret: SecretBytes) {
        self.secret = secret
    }

    init(_ session: SessionKey) {
        self.secret = session.key
        self.iv = session.iv
        self.macKey = session.macKey
    }
}

/// One version of a key under a profile that is no JWE.
struct CodecVersion: Sendable {
    enum Material: Sendable {
        case octets(SecretBytes)
        case privateKey(PrivateKey, PublicKey)
        case publicKey(PublicKey)
    }

    let number: Int
    let state: KeyState
    let material: Material
    /// Of octets, where nothing of the message enters the derivation.
    let derived: DerivedKey?
    let fixed: FixedBytes?
    let seals: SealCount

    var publicKey: PublicKey? {
        switch self.material {
        case .octets: nil
        case .privateKey(_, let key): key
        case .publicKey(let key): key
        }
    }

    /// What opens and seals under octets.
    var secret: MessageSecret? {
        guard case .octets(let octets) = self.material else { return nil }
        var secret = MessageSecret(octets)
        secret.derived = self.derived
        secret.seals = self.seals
        return secret
    }

    var privateKey: PrivateKey? {
        if case .privateKey(let key, _) = self.material { key } else { nil }
    }
}

extension SymmetricFormat {
    /// Whether the key is derived with a salt that travels with the message.
    var saltsEachMessage: Bool {
        switch self.salt {
        case .prefix, .field: true
        case .fixed, nil: false
        }
    }

    /// The IV where the message does not carry it; nil where it does.
    func iv(of secret: MessageSecret, _ derived: DerivedKey, _ fixed: FixedBytes?) -> [UInt8]? {
        switch self.iv {
        case .prefix, .textPrefix, .field, .timestamp: nil
        case .none: []
        case .fixed: fixed?.iv ?? []
        case .key: derived.key.withUnsafeBytes { Array($0.prefix(self.ivLength)) }
        case .derived: derived.iv
        case .md5HexTail:
            self.hexTail(of: secret.secret, fixed?.iv ?? [])
        case .session: secret.iv
        }
    }
}
