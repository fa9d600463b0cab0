package import Primitives

/// What kind of key a profile works with.
package enum KeyKind: Equatable, Sendable {
    /// Stored bytes of a new key.
    case octets(Int)
    case rsa
    /// Of NIST's curves or X25519.
    case ec
}

extension CipherProfile {
    /// The kind of the main key. Of a JWE profile that allows several, the kind for what is written.
    package var keyKind: KeyKind {
        if self.sessionKey != nil { return .rsa }
        switch self.format {
        case .symmetric(let format): return .octets(format.storedKeyLength)
        case .rsa: return .rsa
        case .jwe(let format): return format.keyKind
        }
    }

    /// Fresh random material of the right size, as it is stored; nil where the profile works with a key pair.
    package func freshKey() throws(RandomFailure) -> SecretBytes? {
        guard case .octets(let count) = self.keyKind else { return nil }
        guard case .symmetric(let format) = self.format else { return try SecretBytes.random(count: count) }
        return try format.freshKey()
    }
}

extension JWEFormat {
    fileprivate var keyKind: KeyKind {
        switch self.keyManagement.first {
        case .dir, nil: .octets(self.contentEncryption.first?.keyLength ?? 32)
        case .a128KW, .a128GCMKW: .octets(16)
        case .a192KW, .a192GCMKW: .octets(24)
        case .a256KW, .a256GCMKW, .pbes2HS256A128KW, .pbes2HS384A192KW, .pbes2HS512A256KW: .octets(32)
        case .rsaOAEP, .rsaOAEP256, .rsa1_5: .rsa
        case .ecdhES, .ecdhESA128KW, .ecdhESA192KW, .ecdhESA256KW: .ec
        }
    }
}
