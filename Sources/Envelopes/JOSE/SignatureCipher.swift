import Primitives

/// Compact JSON Web Signatures (RFC 7515) around plaintext, as a profile's rule says; for any thread.
struct SignatureCipher: Sendable {
    let rule: SignatureRule
    let keys: CipherKeys

    init(rule: SignatureRule, keys: CipherKeys) {
        self.rule = rule
        self.keys = keys
    }

    /// Appends the payload of a signature that one of the keys for verification made.
    func unwrap(_ jws: Span<UInt8>, into payload: SecretBuffer, trace: OpenTrace?) throws(BodyOpenFailure) {
        throw .signature
    }

    /// Appends `payload` signed by the active version of the key for signing.
    func wrap(_ payload: Span<UInt8>, into jws: SecretBuffer, trace: OpenTrace?) throws(BodySealFailure) {
        throw .noKey
    }
}
