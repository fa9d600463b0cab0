import COpenSSL

/// The private half of a key pair. Immutable, for any thread.
///
/// `@unchecked Sendable`: libcrypto's `EVP_PKEY` is reference-counted with atomics and only read once it is made.
package final class PrivateKey: @unchecked Sendable, Redacted {
    let pointer: OpaquePointer

    /// - Parameter pointer: owned from now on.
    init(owning pointer: OpaquePointer) {
        self.pointer = pointer
    }

    deinit {
        EVP_PKEY_free(self.pointer)
    }
}
