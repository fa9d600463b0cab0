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

    package static func generate(_ kind: PublicKeyKind) throws(PublicKeyFailure) -> PrivateKey { fatalError() }
    package convenience init(pem: SecretBytes, allowingShort: Bool = false) throws(PublicKeyFailure) { fatalError() }
    package convenience init(pkcs8: SecretBytes, allowingShort: Bool = false) throws(PublicKeyFailure) { fatalError() }
    package convenience init(jwk parameters: JWKParameters, allowingShort: Bool = false) throws(PublicKeyFailure) {
        fatalError()
    }
    package var kind: PublicKeyKind { fatalError() }
    package var publicKey: PublicKey { fatalError() }
    package var pkcs8: SecretBytes { fatalError() }
    package var pem: SecretBytes { fatalError() }
    package func jwkParameters() -> JWKParameters { fatalError() }
    package func decryptPKCS1(
        _ wrapped: Span<UInt8>, expecting length: Int
    ) throws(PublicKeyFailure) -> SecretBytes { fatalError() }
    package func decryptPKCS1(
        _ wrapped: Span<UInt8>, upTo maximum: Int
    ) throws(PublicKeyFailure) -> SecretBytes { fatalError() }
    package func decryptOAEP(
        _ wrapped: Span<UInt8>, hash: HashAlgorithm, mgf: HashAlgorithm, label: Span<UInt8>? = nil
    ) throws(PublicKeyFailure) -> SecretBytes { fatalError() }
    package func agree(with peer: PublicKey) throws(PublicKeyFailure) -> SecretBytes { fatalError() }
    package func sign(
        _ message: Span<UInt8>, _ algorithm: SignatureAlgorithm
    ) throws(PublicKeyFailure) -> [UInt8] { fatalError() }
}
