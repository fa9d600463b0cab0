/// AES-CBC with HMAC-SHA-2 (RFC 7518 § 5.2): the key's first half authenticates, the second enciphers.
package final class AESCBCHMAC: Redacted {
    package init(key: SecretBytes) throws(CipherSetupFailure) { preconditionFailure() }

    package func open(
        _ ciphertext: Span<UInt8>, iv: Span<UInt8>, aad: Span<UInt8>, tag: Span<UInt8>, into output: SecretBuffer
    ) throws(OpenFailure) {
        preconditionFailure()
    }

    package func seal(
        _ plaintext: Span<UInt8>, iv: Span<UInt8>, aad: Span<UInt8>, into output: inout [UInt8]
    ) throws(SealFailure) -> [UInt8] {
        preconditionFailure()
    }
}
