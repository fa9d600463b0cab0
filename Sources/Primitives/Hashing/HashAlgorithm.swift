/// The hash functions that profiles of partners name.
package enum HashAlgorithm: Int, Sendable, CaseIterable {
    /// RFC 1321, for old key derivations only: collisions are found in seconds.
    case md5
    /// FIPS 180-4, as the others; for HMAC, key derivation and RSA-OAEP only: collisions have been found.
    case sha1
    case sha256
    case sha384
    case sha512

    /// Bytes of a hash.
    package var length: Int {
        switch self {
        case .md5: 16
        case .sha1: 20
        case .sha256: 32
        case .sha384: 48
        case .sha512: 64
        }
    }

    /// The name under which libcrypto's providers know the function.
    var libraryName: StaticString {
        switch self {
        case .md5: "MD5"
        case .sha1: "SHA1"
        case .sha256: "SHA256"
        case .sha384: "SHA384"
        case .sha512: "SHA512"
        }
    }
}
