/// AES in Electronic Codebook mode (NIST SP 800-38A), for partners who know nothing else: equal blocks of plaintext are
/// equal blocks of ciphertext, nothing is authenticated, and there is no IV to tell two equal bodies apart.
package final class AESECB: Redacted {
    private let cipher: BlockCipher

    package init(key: SecretBytes) throws(CipherSetupFailure) {
        guard AESMode.takesKey(ofLength: key.count) else { throw .keyLength(key.count) }
        let method = CipherMethod.aes(.ecb, keyLength: key.count)
        self.cipher = BlockCipher(method, key: key, blockLength: AESMode.blockLength, isChained: false)
    }

    /// Appends the plaintext of `ciphertext` without its padding, which is looked at in constant time. Nothing is
    /// appended on failure.
    package func open(
        _ ciphertext: Span<UInt8>, padding: BlockPadding, into output: SecretBuffer
    ) throws(OpenFailure) {
        try self.cipher.open(ciphertext, iv: nil, padding: padding, into: output)
    }

    /// Appends the padded ciphertext of `plaintext`.
    package func seal(
        _ plaintext: Span<UInt8>, padding: BlockPadding, into output: inout [UInt8]
    ) throws(SealFailure) {
        try self.cipher.seal(plaintext, iv: nil, padding: padding, into: &output)
    }
}
