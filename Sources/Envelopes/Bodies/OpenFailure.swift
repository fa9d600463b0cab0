/// Why a body did not open: the step that failed. For metrics, debug logs and `diagnose`: on the wire every case is one
/// and the same refusal.
package enum BodyOpenFailure: Error, Equatable, Sendable {
    /// Not the wrapper of the profile: no such member, field or header.
    case wrapper
    /// Not text of the encoding, or not the prefix.
    case encoding
    /// Not the header of a JWE that the profile allows.
    case header
    /// Shorter than its parts, or not whole blocks.
    case length
    /// The content key could not be unwrapped, or has not the length or `key-encoding` that it should have. A wrong padding
    /// of PKCS #1 v1.5 gives random bytes in its place, which fail here only where the key is hex or base64 text.
    case unwrap
    /// The tag or code is wrong under every version tried.
    case tag
    /// The padding is wrong under every version tried (profiles without integrity only).
    case padding
    case compression
    case signature
    /// Deciphered, but no version gave a well-formed body (profiles without integrity only).
    case content
    /// The key has no version that opens.
    case noUsableVersion
}

/// Why a body could not be sealed.
package enum BodySealFailure: Error, Equatable, Sendable {
    /// 2^32 messages under one key with random IVs (NIST SP 800-38D § 8.3): rotate the key.
    case exhausted
    case random
    case cipher
    /// There is no key to seal it under: the reply's reader has no response key, or the request had no session key.
    case noKey
    /// The format would use an IV twice under one key of GCM, or a time as one: without a fresh key it only opens.
    case repeatedIV
    /// The plaintext is not what the profile can seal: too long for RSA, or not a JSON object of texts.
    case plaintext
}
