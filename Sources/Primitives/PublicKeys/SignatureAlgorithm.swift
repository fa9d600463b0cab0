/// How a message is signed.
package enum SignatureAlgorithm: Equatable, Sendable {
    /// RSASSA-PKCS1-v1_5 (RFC 8017 § 8.2): RS256 with SHA-256.
    case rsaPKCS1(HashAlgorithm)
    /// RSASSA-PSS (RFC 8017 § 8.1), the salt as long as the hash, MGF1 of the same hash: PS256 with SHA-256.
    case rsaPSS(HashAlgorithm)
    /// ECDSA whose signature is r‖s, each as long as the order of the curve (RFC 7518 § 3.4): ES256 with SHA-256.
    case ecdsa(HashAlgorithm)
    /// Ed25519 (RFC 8032): EdDSA.
    case ed25519
}
