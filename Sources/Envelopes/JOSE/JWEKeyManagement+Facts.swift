package import Primitives

extension JWEKeyManagement {
    /// Bytes of the key that wraps the content key with AES; nil where AES wraps nothing.
    var wrappingKeyLength: Int? {
        switch self {
        case .a128KW, .a128GCMKW, .ecdhESA128KW, .pbes2HS256A128KW: 16
        case .a192KW, .a192GCMKW, .ecdhESA192KW, .pbes2HS384A192KW: 24
        case .a256KW, .a256GCMKW, .ecdhESA256KW, .pbes2HS512A256KW: 32
        case .dir, .rsaOAEP, .rsaOAEP256, .rsa1_5, .ecdhES: nil
        }
    }

    /// ECDH-ES (RFC 7518 § 4.6), with a key wrap or without.
    var isAgreement: Bool {
        switch self {
        case .ecdhES, .ecdhESA128KW, .ecdhESA192KW, .ecdhESA256KW: true
        default: false
        }
    }

    /// The hash of PBES2 (RFC 7518 § 4.8).
    var passwordHash: HashAlgorithm? {
        switch self {
        case .pbes2HS256A128KW: .sha256
        case .pbes2HS384A192KW: .sha384
        case .pbes2HS512A256KW: .sha512
        default: nil
        }
    }

    /// The hash of OAEP, which MGF1 has too (RFC 7518 § 4.3).
    var paddingHash: HashAlgorithm? {
        switch self {
        case .rsaOAEP: .sha1
        case .rsaOAEP256: .sha256
        default: nil
        }
    }

    /// Whether the content key is not in the message.
    var isDirect: Bool { self == .dir || self == .ecdhES }

    /// Whether AES-GCM wraps the content key, its IV and tag in the header (RFC 7518 § 4.7).
    var isGCMWrap: Bool { self == .a128GCMKW || self == .a192GCMKW || self == .a256GCMKW }

    /// Whether a key has the kind and the size that the algorithm needs.
    func takes(_ material: KeyMaterial, for encryption: JWEContentEncryption) -> Bool {
        switch (self, material) {
        case (.rsaOAEP, _), (.rsaOAEP256, _), (.rsa1_5, _):
            if case .rsa? = material.publicKeyKind { return true }
            return false
        case (.ecdhES, _), (.ecdhESA128KW, _), (.ecdhESA192KW, _), (.ecdhESA256KW, _):
            switch material.publicKeyKind {
            case .ec, .x25519: return true
            case .rsa, .ed25519, nil: return false
            }
        case (.dir, .octets(let key)): return key.count == encryption.keyLength
        case (_, .octets(let key)): return self.passwordHash != nil || key.count == self.wrappingKeyLength
        default: return false
        }
    }
}

extension KeyMaterial {
    /// nil for octets.
    var publicKeyKind: PublicKeyKind? {
        switch self {
        case .octets: nil
        case .privateKey(let key): key.kind
        case .publicKey(let key): key.kind
        }
    }

    /// What seals for who holds it, or verifies what he signs; nil for octets.
    package var publicHalf: PublicKey? {
        switch self {
        case .octets: nil
        case .privateKey(let key): key.publicKey
        case .publicKey(let key): key
        }
    }
}

extension JWEContentEncryption {
    /// Bytes of the content key (RFC 7518 § 5.1).
    var keyLength: Int {
        switch self {
        case .a128GCM: 16
        case .a192GCM: 24
        case .a256GCM, .a128CBCHS256: 32
        case .a192CBCHS384: 48
        case .a256CBCHS512: 64
        }
    }

    var isGCM: Bool {
        switch self {
        case .a128GCM, .a192GCM, .a256GCM: true
        case .a128CBCHS256, .a192CBCHS384, .a256CBCHS512: false
        }
    }

    /// Bytes of the tag: half of the key where HMAC makes it.
    var tagLength: Int { self.isGCM ? AESGCM.tagLength : self.keyLength / 2 }

    /// Bytes of the IV, where those of GCM are the profile's.
    func ivLength(in format: JWEFormat) -> Int { self.isGCM ? format.ivLength : 16 }
}
