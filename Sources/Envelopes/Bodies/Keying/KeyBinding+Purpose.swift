/// What a profile does with a key, in the words that a JWK binds it by.
struct KeyPurpose: Sendable {
    /// Names of algorithms (RFC 7518, and those of Web Cryptography for CBC) that fit.
    let algorithms: [String]
    /// Values of `key_ops`, one of which is needed.
    let opening: [String]
    let sealing: [String]

    init(algorithms: [String], both: [String] = [], opening: [String] = [], sealing: [String] = []) {
        self.algorithms = algorithms
        self.opening = both + opening
        self.sealing = both + sealing
    }
}

extension KeyBinding {
    /// Why a key is not taken, in words that follow its name.
    static let refusal = "the alg, use or key_ops of its JWK do not allow this profile"

    /// Whether the key may open, or seal: what its JWK says of algorithm, use and operations binds (RFC 7517 § 4).
    func allows(_ profile: KeyPurpose, to purpose: Purpose) -> Bool {
        if let algorithm = self.algorithm, !profile.algorithms.contains(algorithm) { return false }
        if let use = self.use, use != "enc" { return false }
        guard let operations = self.operations else { return true }
        let needed = purpose == .seal ? profile.sealing : profile.opening
        return operations.contains { needed.contains($0) }
    }

    /// Whether the key may make and check codes of a hash.
    func allows(_ hash: MACRule.Hash) -> Bool {
        if let algorithm = self.algorithm, algorithm != hash.joseName { return false }
        if let use = self.use, use != "sig" { return false }
        guard let operations = self.operations else { return true }
        return operations.contains("sign") || operations.contains("verify")
    }
}

extension CipherProfile {
    /// What the keys of a profile that is no JWE are used for. The halves of a key pair say for themselves what they can
    /// do, so its operations are not told apart.
    var keyPurpose: KeyPurpose {
        if let session = self.sessionKey {
            return KeyPurpose(
                algorithms: [session.padding.joseName], both: ["wrapKey", "unwrapKey", "encrypt", "decrypt"])
        }
        switch self.format {
        case .rsa(let padding):
            return KeyPurpose(algorithms: [padding.joseName], both: ["encrypt", "decrypt"])
        case .symmetric(let format):
            let derives = format.keyDerivation != .none
            return KeyPurpose(
                algorithms: derives ? [] : format.algorithm.joseNames,
                both: derives ? ["deriveKey", "deriveBits"] : [], opening: ["decrypt"],
                sealing: ["encrypt"])
        case .jwe:
            return KeyPurpose(algorithms: [])
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

extension MACRule.Hash {
    fileprivate var joseName: String {
        switch self {
        case .sha256: "HS256"
        case .sha512: "HS512"
        }
    }
}
