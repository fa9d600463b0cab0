import COpenSSL

/// Zeroes memory in a way the optimiser does not remove (`OPENSSL_cleanse`).
func cleanse(_ memory: UnsafeMutableRawBufferPointer) {
    guard let address = memory.baseAddress else { return }
    OPENSSL_cleanse(address, memory.count)
}

/// From here on libcrypto zeroes what it frees; to be called before anything else of it.
///
/// - Returns: false, and nothing changes, when libcrypto has allocated memory before (`CRYPTO_set_mem_functions`).
package func wipeWhatLibcryptoFrees() -> Bool {
    revgate_wipe_what_is_freed() == 1
}

/// Whether two byte strings are equal, in a time that depends on their lengths only (`CRYPTO_memcmp`).
///
/// The length of a secret may leak: a different length is answered at once.
package func constantTimeEquals(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
    guard left.count == right.count else { return false }
    guard !left.isEmpty else { return true }
    return left.withUnsafeBytes { leftBytes in
        right.withUnsafeBytes { rightBytes in
            CRYPTO_memcmp(leftBytes.baseAddress, rightBytes.baseAddress, leftBytes.count) == 0
        }
    }
}
