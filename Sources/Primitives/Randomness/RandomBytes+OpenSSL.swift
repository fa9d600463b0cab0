import COpenSSL

/// Which of the library's two generators is asked: one compromised by public output does not tell of the other.
enum RandomUse {
    /// Values a peer sees, such as nonces.
    case visible
    /// Values nobody may see, such as keys.
    case secret
}

/// Fills memory from the library's generator (`RAND_bytes`, `RAND_priv_bytes`): 0.6 us a call, mostly its own.
func fillWithRandomBytes(_ memory: UnsafeMutableRawBufferPointer, use: RandomUse) throws(RandomFailure) {
    guard let address = memory.assumingMemoryBound(to: UInt8.self).baseAddress else { return }
    guard let count = Int32(exactly: memory.count) else { throw .tooMany }
    switch use {
    case .visible:
        guard RAND_bytes(address, count) == 1 else { throw .generator(LibraryFault(.randomBytes)) }
    case .secret:
        guard RAND_priv_bytes(address, count) == 1 else { throw .generator(LibraryFault(.randomSecretBytes)) }
    }
}
