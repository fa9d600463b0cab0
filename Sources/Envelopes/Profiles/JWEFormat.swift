/// What is allowed of JSON Web Encryption (RFC 7516), and what is written: the first of each list.
package struct JWEFormat: Equatable, Sendable {
    package enum Serialization: String, Sendable, CaseIterable {
        case compact
        case flattened
        case general
    }

    /// `iat` in the protected header, which some peers ask for.
    package enum IssuedAt: String, Sendable, CaseIterable {
        case none
        case seconds
        case milliseconds
    }

    package var keyManagement: [JWEKeyManagement]
    package var contentEncryption: [JWEContentEncryption]
    /// What is written. All three are read.
    package var serialization = Serialization.compact
    /// Plaintext bytes that `"zip": "DEF"` may expand to; nil: `zip` is refused.
    package var compressedLimit: Int?
    /// Bytes of a GCM IV: 12 (RFC 7518 § 5.3), or 16 as deployed clients of Mastercard send.
    package var ivLength = 12
    /// Most that `p2c` may ask for (RFC 7518 § 4.8.1.2).
    package var maximumIterations = 100_000
    /// How stored octets become the symmetric key; derived by nothing or by SHA-256 (Visa's shared secrets).
    package var keyEncoding = KeyEncoding.raw
    package var keyDerivation = KeyDerivation.none
    package var issuedAt = IssuedAt.none
    /// Header parameters with fixed values that are written (`cty`, `typ`).
    package var header: [EnvelopeConstant] = []
    /// Members of the JSON serialisation under other names: RFC 7516's name, then the name on the wire.
    package var memberNames: [EnvelopeConstant] = []

    package init(keyManagement: [JWEKeyManagement], contentEncryption: [JWEContentEncryption]) {
        self.keyManagement = keyManagement
        self.contentEncryption = contentEncryption
    }
}

/// RFC 7518 § 4.1.
package enum JWEKeyManagement: String, Sendable, CaseIterable {
    case dir
    case a128KW = "A128KW"
    case a192KW = "A192KW"
    case a256KW = "A256KW"
    case a128GCMKW = "A128GCMKW"
    case a192GCMKW = "A192GCMKW"
    case a256GCMKW = "A256GCMKW"
    case rsaOAEP = "RSA-OAEP"
    case rsaOAEP256 = "RSA-OAEP-256"
    case rsa1_5 = "RSA1_5"
    case ecdhES = "ECDH-ES"
    case ecdhESA128KW = "ECDH-ES+A128KW"
    case ecdhESA192KW = "ECDH-ES+A192KW"
    case ecdhESA256KW = "ECDH-ES+A256KW"
    case pbes2HS256A128KW = "PBES2-HS256+A128KW"
    case pbes2HS384A192KW = "PBES2-HS384+A192KW"
    case pbes2HS512A256KW = "PBES2-HS512+A256KW"
}

/// RFC 7518 § 5.1.
package enum JWEContentEncryption: String, Sendable, CaseIterable {
    case a128GCM = "A128GCM"
    case a192GCM = "A192GCM"
    case a256GCM = "A256GCM"
    case a128CBCHS256 = "A128CBC-HS256"
    case a192CBCHS384 = "A192CBC-HS384"
    case a256CBCHS512 = "A256CBC-HS512"
}
