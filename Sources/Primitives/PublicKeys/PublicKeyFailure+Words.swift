extension PublicKeyFailure: CustomStringConvertible {
    package var description: String {
        switch self {
        case .notPEM: "no PEM block of a private key, a public key or a certificate"
        case .encryptedPEM:
            "the PEM is encrypted under a password; take that off first: openssl pkey -in FILE -out CLEAR-FILE"
        case .unreadable: "cut short, or not the DER of a key"
        case .unsupportedKind(let name): "a key of kind \(name) is of no use here: RSA, EC, X25519 and Ed25519 are"
        case .unsupportedCurve(let name): "the curve \(name) is not supported: P-256, P-384 and P-521 are"
        case .rsaLength(let bits): "RSA keys have 2048 to 8192 bits here, and this one has \(bits)"
        case .publicExponent: "the RSA public exponent is even, too small or too large"
        case .jwkMember(let name): "member \"\(name)\" is missing or has a wrong length"
        case .jwkType(let name): "kty \"\(name)\" is none of RSA, EC, OKP and oct"
        case .multiplePrimes: "RSA keys of more than two primes are not supported"
        case .inconsistent: "the parts of the key do not belong together"
        case .wrongKind: "another kind of key is needed"
        case .tooLong: "the plaintext is too long for the key"
        case .notDecrypted: "it does not decrypt under this key"
        case .differentCurves: "the keys are of different curves"
        case .smallOrderPoint: "the public key is of small order"
        case .library(let fault): "libcrypto failed: \(fault)"
        }
    }
}
