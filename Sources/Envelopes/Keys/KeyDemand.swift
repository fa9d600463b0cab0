/// A kind of key that a profile can work with. Several where it allows several.
package enum KeyDemand: Equatable, Sendable {
    /// Octets of the profile's own length or encoding, from which it makes its content key.
    case symmetric
    /// That many octets, in the profile's `key-encoding`.
    case octets(Int)
    /// Octets of any length that the key is derived from (PBES2, or a JWE profile's `key-derivation`).
    case password
    case rsa
    /// EC or X25519.
    case agreement
}

extension CipherProfile {
    /// What opens and seals its bodies, in the order that the profile prefers.
    package var keyDemands: [KeyDemand] {
        switch self.format {
        case .rsa: return [.rsa]
        case .symmetric: return [self.sessionKey == nil ? .symmetric : .rsa]
        case .jwe(let format):
            return format.keyManagement.reduce(into: []) { demands, management in
                for demand in management.demands(format) where !demands.contains(demand) { demands.append(demand) }
            }
        }
    }

    /// Whether keys of a kind can open its bodies, or, being public, seal them.
    package func takes(_ kind: MaterialKind) -> Bool {
        self.keyDemands.contains { demand in
            switch (demand, kind) {
            case (.symmetric, .octets), (.octets, .octets), (.password, .octets): true
            case (.rsa, .privateKey(.rsa)), (.rsa, .publicKey(.rsa)): true
            case (.agreement, .privateKey(let family)), (.agreement, .publicKey(let family)):
                family == .ec || family == .x25519
            default: false
            }
        }
    }
}

extension JWEKeyManagement {
    fileprivate func demands(_ format: JWEFormat) -> [KeyDemand] {
        let demands = self.demands(format.contentEncryption)
        // What is derived from may have any length.
        guard case .octets? = demands.first, format.keyDerivation != .none else { return demands }
        return [.password]
    }

    private func demands(_ content: [JWEContentEncryption]) -> [KeyDemand] {
        switch self {
        case .dir: content.map { .octets($0.keyLength) }
        case .a128KW, .a128GCMKW: [.octets(16)]
        case .a192KW, .a192GCMKW: [.octets(24)]
        case .a256KW, .a256GCMKW: [.octets(32)]
        case .rsaOAEP, .rsaOAEP256, .rsa1_5: [.rsa]
        case .ecdhES, .ecdhESA128KW, .ecdhESA192KW, .ecdhESA256KW: [.agreement]
        case .pbes2HS256A128KW, .pbes2HS384A192KW, .pbes2HS512A256KW: [.password]
        }
    }
}

extension KeyDemand: CustomStringConvertible {
    /// In words for an operator, as they follow "wants".
    package var description: String {
        switch self {
        case .symmetric: "a symmetric key"
        case .octets(let count): "a symmetric key of \(count) bytes"
        case .password: "a password or other secret text"
        case .rsa: "an RSA key"
        case .agreement: "an EC or X25519 key"
        }
    }
}
