/// AES in Electronic Codebook mode (NIST SP 800-38A): equal blocks look equal, and nothing is authenticated. For
/// partners who know nothing else.
package final class AESECB: Redacted {
    package init(key: SecretBytes) throws(CipherSetupFailure) {
        preconditionFailure()
    }

    package func open(
        _ ciphertext: Span<UInt8>, padding: BlockPadding, into output: SecretBuffer
    ) throws(OpenFailure) {
        preconditionFailure()
    }

    package func seal(
        _ plaintext: Span<UInt8>, padding: BlockPadding, into output: inout [UInt8]
    ) throws(SealFailure) {
        preconditionFailure()
    }
}
