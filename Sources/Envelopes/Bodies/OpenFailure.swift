/// Why a body did not open. For metrics and debug logs: on the wire every case is one and the same refusal.
package enum BodyOpenFailure: Error, Equatable {
    case encoding
    /// Length, tag (GCM) or padding (CBC) wrong under every version tried.
    case cipher
    /// Deciphered, but no version gave a well-formed body (profiles without integrity only).
    case content
    /// The key has no version that opens.
    case noUsableVersion
}

/// Why a body could not be sealed.
package enum BodySealFailure: Error, Equatable {
    /// 2^32 messages under one key with random IVs (NIST SP 800-38D § 8.3): rotate the key.
    case exhausted
    case random
    case cipher
}
