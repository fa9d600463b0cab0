/// What a key pair is for, and how long it is.
package enum PublicKeyKind: Equatable, Sendable {
    case rsa(bits: Int)
    case ec(Curve)
    case x25519
    case ed25519

    /// The curves of NIST SP 800-186 by the names of RFC 7518 § 6.2.1.1.
    package enum Curve: String, Equatable, Sendable, CaseIterable {
        case p256 = "P-256"
        case p384 = "P-384"
        case p521 = "P-521"
    }
}
