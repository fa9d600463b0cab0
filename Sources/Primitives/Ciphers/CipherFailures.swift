/// Why a cipher could not be set up: a fault of configuration or of the library.
package enum CipherSetupFailure: Error, Equatable, Sendable {
    /// AES keys have 16, 24 or 32 bytes (FIPS 197).
    case keyLength(Int)
    /// GCM takes 12 or 16 bytes here; others exist in NIST SP 800-38D and are refused by design.
    case ivLength(Int)
    case library(LibraryFault)
}

/// Why a sealed body did not open. On the wire all cases must look alike.
package enum OpenFailure: Error, Equatable, Sendable {
    /// The IV has not the length of the profile.
    case ivLength
    /// Shorter than a tag (GCM), or empty (CBC, which always has a block of padding).
    case truncated
    /// CBC only: not a multiple of 16 bytes.
    case notWholeBlocks
    /// GCM only: the tag does not match the key, IV, associated data and ciphertext.
    case notAuthentic
    /// CBC only: the last block does not end in PKCS#7 padding; one case for every way to be wrong.
    case badPadding
    /// Longer than the library counts (2^31 - 1 bytes).
    case tooLong
    case library(LibraryFault)
}

/// Why a reply could not be sealed.
package enum SealFailure: Error, Equatable, Sendable {
    /// The IV has not the length of the profile.
    case ivLength
    /// Longer than the library counts (2^31 - 1 bytes).
    case tooLong
    case library(LibraryFault)
}
