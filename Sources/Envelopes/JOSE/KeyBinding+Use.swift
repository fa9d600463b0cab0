import Primitives

extension KeyBinding {
    /// What a key is used for, with the values of `key_ops` (RFC 7517 § 4.3) that allow it.
    enum Purpose {
        case seal
        case open
        case sign
        case verify
    }

    /// Whether a JWK's own `alg`, `use` and `key_ops` allow a key management algorithm.
    func permits(_ algorithm: JWEKeyManagement, _ encryption: JWEContentEncryption, to purpose: Purpose) -> Bool {
        let isAlgorithm =
            self.algorithm == nil || self.algorithm == algorithm.rawValue
            || algorithm == .dir && self.algorithm == encryption.rawValue
        return isAlgorithm && (self.use == nil || self.use == "enc")
            && self.permits(algorithm.operations(to: purpose), orNone: algorithm.isAgreement && purpose == .seal)
    }

    func permits(_ algorithm: JWSAlgorithm, to purpose: Purpose) -> Bool {
        (self.algorithm == nil || self.algorithm == algorithm.rawValue) && (self.use == nil || self.use == "sig")
            && self.permits([purpose == .sign ? "sign" : "verify"], orNone: false)
    }

    /// - Parameter orNone: an empty list is fine too, as browsers write it of public keys for agreement.
    private func permits(_ needed: [String], orNone: Bool) -> Bool {
        guard let operations = self.operations else { return true }
        return operations.contains { needed.contains($0) } || orNone && operations.isEmpty
    }
}

extension JWEKeyManagement {
    fileprivate func operations(to purpose: KeyBinding.Purpose) -> [String] {
        if self.isAgreement { return ["deriveKey", "deriveBits"] }
        let isSealing = purpose == .seal
        switch self {
        case .dir: return [isSealing ? "encrypt" : "decrypt"]
        case .pbes2HS256A128KW, .pbes2HS384A192KW, .pbes2HS512A256KW:
            return ["deriveKey", "deriveBits", isSealing ? "wrapKey" : "unwrapKey"]
        default: return isSealing ? ["wrapKey", "encrypt"] : ["unwrapKey", "decrypt"]
        }
    }
}
