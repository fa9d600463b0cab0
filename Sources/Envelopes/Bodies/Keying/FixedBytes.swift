import Primitives

/// The bytes that a profile fixes or takes from second secrets, for one version of the main key.
struct FixedBytes: Sendable {
    /// Of `iv: fixed` and of a constant prefix; of `md5-hex-tail` the second secret.
    var iv: [UInt8] = []
    var salt: [UInt8] = []
    var aad: [UInt8] = []
    var macKey: SecretBytes?

    /// A version of the main key goes with the version of the same number of a second secret, where that is in use, else
    /// with its active one: so both are rotated together.
    init(_ format: SymmetricFormat, version: Int, _ named: [String: NamedKey]) throws(BodyCipherFailure) {
        let lookup = Lookup(version: version, named: named)
        switch format.iv {
        case .prefix(let constant?): self.iv = try lookup.bytes("iv-value", constant, length: format.ivLength)
        case .fixed(let source): self.iv = try lookup.bytes("iv-value", source, length: format.ivLength)
        case .md5HexTail(let source): self.iv = try lookup.bytes("iv-value", source)
        case .prefix(nil), .textPrefix, .key, .none, .field, .derived, .timestamp, .session: break
        }
        if case .fixed(let source)? = format.salt { self.salt = try lookup.bytes("salt", source) }
        if case .fixed(let source) = format.aad { self.aad = try lookup.bytes("aad", source) }
        if let mac = format.mac, case .source(let source) = mac.key {
            self.macKey = try lookup.secret("mac-key", source, of: mac.hash)
        }
    }

    private struct Lookup {
        let version: Int
        let named: [String: NamedKey]

        func bytes(_ field: String, _ source: ByteSource, length: Int? = nil) throws(BodyCipherFailure) -> [UInt8] {
            let secret = try self.secret(field, source, length: length)
            return secret.withUnsafeBytes { Array($0) }
        }

        func secret(
            _ field: String, _ source: ByteSource, length: Int? = nil, of hash: MACRule.Hash? = nil
        ) throws(BodyCipherFailure) -> SecretBytes {
            switch source {
            case .bytes(let bytes):
                if let length, bytes.count != length {
                    throw .valueLength(field: field, found: bytes.count, needed: length)
                }
                return SecretBytes(copying: bytes.span)
            case .key(let name):
                guard let key = self.named[name] else { throw .missingSecret(field: field, key: name) }
                let usable = key.usable
                let fitting =
                    usable.first { $0.number == self.version } ?? usable.first { $0.state == .active } ?? usable.first
                guard let fitting, case .octets(let bytes)? = fitting.material, bytes.count > 0 else {
                    throw .unusableSecret(field: field, key: name)
                }
                if let hash, !fitting.binding.allows(hash) {
                    throw .algorithms(key: name, version: fitting.number, reason: KeyBinding.refusal)
                }
                if let length, bytes.count != length {
                    throw .secretLength(
                        field: field, key: name, version: fitting.number, found: bytes.count, needed: length)
                }
                return bytes
            }
        }
    }
}
