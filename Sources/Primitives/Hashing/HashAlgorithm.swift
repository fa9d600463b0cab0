/// The hash functions that profiles of partners name.
package enum HashAlgorithm: Sendable, CaseIterable {
    /// RFC 1321: for old key derivations only.
    case md5
    /// FIPS 180-4, as the others: for old paddings only.
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
}
