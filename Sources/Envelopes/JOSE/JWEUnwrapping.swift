import Primitives

/// How one key version gets the content key out of a message.
struct JWEUnwrapping {
    let parameters: JWEParameters
    let encryptedKey: [UInt8]

    /// nil where the key cannot be unwrapped: the caller goes on with a random one (RFC 7516 § 11.5). A key wrapped by
    /// RSA with PKCS #1 v1.5 always gives something.
    func contentKey(under material: KeyMaterial) -> SecretBytes? {
        let length = self.parameters.encryption.keyLength
        guard let key = self.unwrapped(under: material), key.count == length else { return nil }
        return key
    }

    private func unwrapped(under material: KeyMaterial) -> SecretBytes? {
        let algorithm = self.parameters.algorithm
        switch material {
        case .publicKey: return nil
        case .privateKey(let key):
            let wrapped = self.encryptedKey.span
            if algorithm == .rsa1_5 {
                return try? key.decryptPKCS1(wrapped, expecting: self.parameters.encryption.keyLength)
            }
            if let hash = algorithm.paddingHash {
                guard key.hasNumber(self.encryptedKey) else {
                    algorithm.spend(key)
                    return nil
                }
                return try? key.decryptOAEP(wrapped, hash: hash, mgf: hash)
            }
            return self.agreed(with: key)
        case .octets(let key):
            if algorithm == .dir { return key }
            if let wrap = self.parameters.wrap { return self.unwrapped(by: key, wrap) }
            return self.unwrapped(by: self.parameters.password.map { self.wrappingKey(from: key, $0) } ?? key)
        }
    }

    private func unwrapped(by key: SecretBytes) -> SecretBytes? {
        try? AESKeyWrap.unwrap(self.encryptedKey.span, under: key)
    }

    private func unwrapped(by key: SecretBytes, _ wrap: JWEParameters.Wrap) -> SecretBytes? {
        let sealed = self.encryptedKey + wrap.tag
        let content = SecretBuffer(capacity: self.encryptedKey.count)
        guard let cipher = try? AESGCM(key: key, ivLength: wrap.iv.count),
            (try? cipher.open(sealed.span, iv: wrap.iv.span, into: content)) != nil
        else { return nil }
        return SecretBytes(copying: content.bytes)
    }

    private func agreed(with key: PrivateKey) -> SecretBytes? {
        guard let agreement = self.parameters.agreement else { return nil }
        guard let secret = try? key.agree(with: agreement.ephemeral) else {
            // Of another curve: refused before anything is computed.
            self.parameters.algorithm.spend(key)
            return nil
        }
        let derived = JWEKeyAgreement(
            algorithm: self.parameters.algorithm, encryption: self.parameters.encryption,
            producer: agreement.producer, consumer: agreement.consumer
        ).derive(from: secret)
        return self.parameters.algorithm.isDirect ? derived : self.unwrapped(by: derived)
    }

    private func wrappingKey(from password: SecretBytes, _ parameters: JWEParameters.Password) -> SecretBytes {
        self.parameters.algorithm.wrappingKey(
            from: password, salt: parameters.salt, iterations: parameters.iterations)
    }
}

extension PrivateKey {
    /// Whether a ciphertext is as long as the modulus and less than it: any other is refused before anything is computed.
    fileprivate func hasNumber(_ ciphertext: [UInt8]) -> Bool {
        guard let modulus = self.publicKey.jwkParameters().values["n"], modulus.count == ciphertext.count else {
            return false
        }
        return modulus.withUnsafeBytes { ciphertext.lexicographicallyPrecedes($0) }
    }
}

extension JWEKeyManagement {
    /// PBES2's: the salt of the derivation is the name of the algorithm, a zero byte and `p2s` (RFC 7518 § 4.8.1.1).
    func wrappingKey(from password: SecretBytes, salt: [UInt8], iterations: Int) -> SecretBytes {
        guard let hash = self.passwordHash, let length = self.wrappingKeyLength else {
            preconditionFailure("\(self.rawValue) has no password")
        }
        let whole = Array(self.rawValue.utf8) + [0] + salt
        return pbkdf2(hash, password: password, salt: whole.span, iterations: iterations, length: length)
    }
}
