import COpenSSL

/// The public half of a key pair. Immutable, for any thread.
///
/// `@unchecked Sendable`: libcrypto's `EVP_PKEY` is reference-counted with atomics and only read once it is made.
package final class PublicKey: @unchecked Sendable {
    let pointer: OpaquePointer

    /// - Parameter pointer: owned from now on.
    init(owning pointer: OpaquePointer) {
        self.pointer = pointer
    }

    deinit {
        EVP_PKEY_free(self.pointer)
    }

    package convenience init(pem: Span<UInt8>, allowingShort: Bool = false) throws(PublicKeyFailure) { fatalError() }
    package convenience init(spki: Span<UInt8>, allowingShort: Bool = false) throws(PublicKeyFailure) { fatalError() }
    package convenience init(jwk parameters: JWKParameters, allowingShort: Bool = false) throws(PublicKeyFailure) {
        fatalError()
    }
    package var kind: PublicKeyKind { fatalError() }
    package var spki: [UInt8] { fatalError() }
    package var pem: [UInt8] { fatalError() }
    package func jwkParameters() -> JWKParameters { fatalError() }
    package func encryptPKCS1(_ plaintext: SecretBytes) throws(PublicKeyFailure) -> [UInt8] { fatalError() }
    package func encryptOAEP(
        _ plaintext: SecretBytes, hash: HashAlgorithm, mgf: HashAlgorithm, label: Span<UInt8>? = nil
    ) throws(PublicKeyFailure) -> [UInt8] { fatalError() }
    package func verify(
        _ signature: Span<UInt8>, of message: Span<UInt8>, _ algorithm: SignatureAlgorithm
    ) -> Bool { fatalError() }
}
