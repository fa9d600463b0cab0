import Primitives

/// What opens or seals one message, before what lies in the message itself has its part in it.
struct MessageSecret {
    /// Read as `key-encoding` says, not derived yet.
    let secret: SecretBytes
    /// Where nothing of the message enters the derivation.
    var derived: DerivedKey?
    /// Beside a session key; of a key that stays, its own IV where it has one.
    var iv: [UInt8] = []
    /// Whether `iv` is the IV of every message under the key.
    var hasOwnIV = false
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

extension SymmetricCodec {
    /// What opens and seals under a session key, derived once for all texts of the message where no salt is theirs. A key
    /// of a wrong length is left to fail with the first text.
    func secret(of session: SessionKey, _ fixed: FixedBytes?) -> MessageSecret {
        var secret = MessageSecret(session)
        if !self.format.saltsEachMessage {
            secret.derived = try? self.format.derive(from: session.key, salt: fixed?.salt ?? [])
        }
        return secret
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
    /// Of octets, where every message has the same: made once, so that no copies of key bytes are left behind.
    let iv: [UInt8]?
    let fixed: FixedBytes?
    /// What its JWK allows a key; of key pairs both, for their halves say it.
    let opens: Bool
    let canSeal: Bool
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
        if let iv = self.iv {
            secret.iv = iv
            secret.hasOwnIV = true
        }
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

    /// Whether the IV of a message under a secret is made of key bytes for that message alone.
    func copiesKey(under secret: MessageSecret) -> Bool { self.iv == .key && !secret.hasOwnIV }

    /// The IV where the message does not carry it; nil where it does.
    func iv(of secret: MessageSecret, _ derived: DerivedKey, _ fixed: FixedBytes?) -> [UInt8]? {
        if secret.hasOwnIV { return secret.iv }
        return switch self.iv {
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
