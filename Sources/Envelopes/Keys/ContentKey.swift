package import Primitives

/// Why stored key bytes do not make a key for a profile.
package enum ContentKeyFailure: Error, Equatable {
    /// The stored bytes are not text in the profile's `key-encoding`.
    case notEncoded(as: KeyEncoding)
    /// Lengths in bytes.
    case wrongLength(found: Int, needed: Int)
}

extension ContentKeyFailure: CustomStringConvertible {
    package var description: String {
        switch self {
        case .notEncoded(let encoding): "its bytes are not \(encoding.rawValue) text"
        case .wrongLength(let found, let needed): "it has \(found) bytes where the algorithm needs \(needed)"
        }
    }
}

/// What a derivation gives.
struct DerivedKey: Sendable {
    /// As long as the algorithm needs it.
    let key: SecretBytes
    /// Of `evp-bytestokey-md5`; else empty.
    var iv: [UInt8] = []
}

extension SymmetricFormat {
    /// Bytes of a new key before `key-encoding`: a secret that is derived from has 32.
    var secretLength: Int { self.keyDerivation == .none ? self.algorithm.keyLength : 32 }

    /// Fresh random material of the right size, as it is stored: in the profile's `key-encoding`.
    package func freshKey() throws(RandomFailure) -> SecretBytes {
        self.keyEncoding.encode(try SecretBytes.random(count: self.secretLength))
    }

    /// The key that the algorithm is given, from stored bytes already read as `key-encoding` says.
    ///
    /// A salt is hashed behind the secret; PBKDF2 (RFC 8018 § 5.2) and `EVP_BytesToKey` take it for their own.
    func derive(from secret: SecretBytes, salt: [UInt8] = []) throws(ContentKeyFailure) -> DerivedKey {
        let key: SecretBytes
        let needed = self.algorithm.keyLength
        switch self.keyDerivation {
        case .none: key = secret
        case .md5: key = hash(.md5, secret.bytes, salt.span)
        case .md5Hex: key = self.hexadecimal(hash(.md5, secret.bytes, salt.span))
        case .sha256: key = hash(.sha256, secret.bytes, salt.span)
        case .sha256First16: key = self.first(16, of: hash(.sha256, secret.bytes, salt.span))
        case .sha512First32: key = self.first(32, of: hash(.sha512, secret.bytes, salt.span))
        case .pbkdf2SHA1: key = self.stretch(.sha1, secret, salt)
        case .pbkdf2SHA256: key = self.stretch(.sha256, secret, salt)
        case .pbkdf2SHA512: key = self.stretch(.sha512, secret, salt)
        case .evpBytesToKeyMD5:
            let derived = evpBytesToKeyMD5(
                password: secret, salt: salt.span, keyLength: needed, ivLength: self.ivLength)
            return DerivedKey(key: derived.key, iv: derived.iv)
        }
        guard key.count == needed else { throw .wrongLength(found: key.count, needed: needed) }
        return DerivedKey(key: key)
    }

    /// The last 16 digits of the hexadecimal MD5 of `secret ‖ other` (Faspay: `substr(md5($key.$iv), -16)`).
    func hexTail(of secret: SecretBytes, _ other: [UInt8]) -> [UInt8] {
        let digits = self.hexadecimal(hash(.md5, secret.bytes, other.span))
        return digits.withUnsafeBytes { Array($0.suffix(self.ivLength)) }
    }

    private func stretch(_ hash: HashAlgorithm, _ secret: SecretBytes, _ salt: [UInt8]) -> SecretBytes {
        pbkdf2(
            hash, password: secret, salt: salt.span, iterations: self.iterations, length: self.algorithm.keyLength)
    }

    private func first(_ count: Int, of bytes: SecretBytes) -> SecretBytes {
        SecretBytes(copying: bytes.bytes.extracting(first: count))
    }

    private func hexadecimal(_ bytes: SecretBytes) -> SecretBytes {
        KeyEncoding.hex.encode(bytes)
    }
}
