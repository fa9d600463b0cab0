/// Why certificates or keys cannot be used, as said of a file that is named beside it.
package enum TLSFailure: Error, Equatable {
    /// The file has no `BEGIN CERTIFICATE`, or one that cannot be read.
    case noCertificate
    /// The file has no private key in PKCS #8, PKCS #1 or SEC 1, or one that cannot be read.
    case noKey
    case encryptedKey
    /// Or of a kind that TLS does not sign with.
    case foreignKey
    case noSystemAuthorities
    /// The library's own words.
    case refused(String)
}

extension TLSFailure: CustomStringConvertible {
    package var description: String {
        switch self {
        case .noCertificate: "holds no certificate that can be read; it must be PEM, with BEGIN CERTIFICATE"
        case .noKey: "holds no private key that can be read; it must be PEM, with BEGIN PRIVATE KEY"
        case .encryptedKey:
            "the private key is encrypted, and nobody is there to ask for its passphrase; "
                + "store it without, readable by its owner only: openssl pkey -in FILE -out FILE"
        case .foreignKey:
            "the private key does not belong to the first certificate of the chain; "
                + "name the key that it was made for, and let the server's own certificate stand first"
        case .noSystemAuthorities:
            "the system has no certificate authorities; install ca-certificates, or name a file: tls: {ca: FILE}"
        case .refused(let reason): "cannot be used for TLS: \(reason)"
        }
    }
}
