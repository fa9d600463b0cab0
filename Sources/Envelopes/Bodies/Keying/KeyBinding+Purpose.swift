/// What a profile does with a key, in the words that a JWK binds it by.
struct KeyPurpose: Sendable {
    /// Names of algorithms (RFC 7518, and those of Web Cryptography for CBC) that fit.
    let algorithms: [String]
    let operations: [String]
}

extension KeyBinding {
    /// Whether the key may be used so: what its JWK says of algorithm, use and operations binds (RFC 7517 § 4).
    func allows(_ purpose: KeyPurpose) -> Bool {
        if let algorithm = self.algorithm, !purpose.algorithms.contains(algorithm) { return false }
        if let use = self.use, use != "enc" { return false }
        guard let operations = self.operations else { return true }
        return operations.contains { purpose.operations.contains($0) }
    }
}

extension CipherProfile {
    /// What the keys of a profile that is no JWE are used for.
    var keyPurpose: KeyPurpose {
        if let session = self.sessionKey {
            return KeyPurpose(
                algorithms: [session.padding.joseName], operations: ["wrapKey", "unwrapKey", "encrypt", "decrypt"])
        }
        switch self.format {
        case .rsa(let padding):
            return KeyPurpose(algorithms: [padding.joseName], operations: ["encrypt", "decrypt"])
        case .symmetric(let format) where format.keyDerivation != .none:
            return KeyPurpose(algorithms: [], operations: ["deriveKey", "deriveBits", "encrypt", "decrypt"])
        case .symmetric(let format):
            return KeyPurpose(algorithms: format.algorithm.joseNames, operations: ["encrypt", "decrypt"])
        case .jwe:
            return KeyPurpose(algorithms: [], operations: [])
        }
    }
}

extension KeyWrapPadding {
    fileprivate var joseName: String {
        switch self {
        case .pkcs1: "RSA1_5"
        case .oaepSHA1: "RSA-OAEP"
        case .oaepSHA256: "RSA-OAEP-256"
        case .oaepSHA512: "RSA-OAEP-512"
        }
    }
}

extension CipherAlgorithm {
    fileprivate var joseNames: [String] {
        switch self.mode {
        case .gcm: ["A\(self.keyLength * 8)GCM"]
        case .cbc: ["A\(self.keyLength * 8)CBC"]
        case .ecb: []
        }
    }
}
