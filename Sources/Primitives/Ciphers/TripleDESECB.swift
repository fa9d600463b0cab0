/// Triple DES in Electronic Codebook mode (NIST SP 800-67, disallowed since 2024), for partners who know nothing else:
/// what is said of `AESECB` holds, and blocks of 8 bytes meet by chance after some 2^32 of them.
package final class TripleDESECB: Redacted {
    /// Bytes of a key: three keys of DES, parity bits unused.
    package static let keyLength = 24
    /// Bytes of a block.
    package static let blockLength = 8

    private let cipher: BlockCipher

    package init(key: SecretBytes) throws(CipherSetupFailure) {
        guard key.count == Self.keyLength else { throw .keyLength(key.count) }
        self.cipher = BlockCipher(.tripleDESECB, key: key, blockLength: Self.blockLength, isChained: false)
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
