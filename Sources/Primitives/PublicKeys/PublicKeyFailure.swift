/// Why a key is refused, or an operation with it failed. For operators: no case holds a secret.
package enum PublicKeyFailure: Error, Equatable {
    /// No PEM block of the kind wanted.
    case notPEM
    /// The PEM is encrypted under a password.
    case encryptedPEM
    /// Not the DER (or what a PEM holds is not the DER) of the kind wanted, cut short or followed by more bytes.
    case unreadable
    /// A key of this kind, by the name libcrypto gives it, is of no use here: DSA, DH, Ed448.
    case unsupportedKind(String)
    /// A curve by the name libcrypto or the JWK gives it.
    case unsupportedCurve(String)
    /// Bits of an RSA modulus beyond `PublicKeyKind.rsaBits`.
    case rsaLength(Int)
    /// The public exponent is even, under 3, or longer than 64 bits.
    case publicExponent
    /// A JWK misses this member, or its octets are not what it must be (length, leading zeros).
    case jwkMember(String)
    /// The `kty` of a JWK is none of RSA, EC and OKP.
    case jwkType(String)
    /// The JWK has more than two primes (`oth`).
    case multiplePrimes
    /// The parts of the key contradict each other, or a point is not on its curve.
    case inconsistent
    /// This key cannot do what is asked of it: another kind of key is needed.
    case wrongKind
    /// The plaintext is longer than key and padding allow.
    case tooLong
    /// The ciphertext does not open under this key.
    case notDecrypted
    /// The two keys of an agreement are of different curves.
    case differentCurves
    /// A public key of X25519 or Ed25519 whose point is of small order: agreements give zeros only (RFC 7748 § 6.1), and
    /// signatures prove nothing.
    case smallOrderPoint
    case library(LibraryFault)
}
