/// Why a cipher could not be set up: a fault of configuration or of the library.
package enum CipherSetupFailure: Error, Equatable, Sendable {
    /// AES keys have 16, 24 or 32 bytes (FIPS 197), those of AES-CBC with HMAC 32, 48 or 64 (RFC 7518 § 5.2), and
    /// those of triple DES 24.
    case keyLength(Int)
    /// GCM takes 12 or 16 bytes here; others exist in NIST SP 800-38D and are refused by design.
    case ivLength(Int)
    case library(LibraryFault)
}

/// Why a sealed body did not open. On the wire all cases must look alike.
package enum OpenFailure: Error, Equatable, Sendable {
    /// The IV has not the length of the profile.
    case ivLength
    /// Key wrap only: no key of AES.
    case keyLength
    /// Shorter than a tag (GCM), empty (CBC and ECB), or shorter than a wrapped key of 16 bytes.
    case truncated
    /// CBC, ECB and key wrap: not a multiple of the block, which is 16 bytes, with triple DES and key wrap 8.
    case notWholeBlocks
    /// GCM, CBC with HMAC and key wrap: the tag does not match the key, IV, associated data and ciphertext.
    case notAuthentic
    /// CBC and ECB: the last block does not end in PKCS#7 padding; one case for every way to be wrong.
    case badPadding
    /// Longer than the library counts (2^31 - 1 bytes).
    case tooLong
    case library(LibraryFault)
}

/// Why a reply could not be sealed.
package enum SealFailure: Error, Equatable, Sendable {
    /// The IV has not the length of the profile.
    case ivLength
    /// Key wrap only: no key of AES.
    case keyLength
    /// Key wrap only: the key to wrap has less than 16 bytes or is no multiple of 8.
    case notWholeBlocks
    /// Longer than the library counts (2^31 - 1 bytes).
    case tooLong
    case library(LibraryFault)
}
