/// AES in CBC mode with an HMAC over associated data, IV and ciphertext (RFC 7518 § 5.2), for one event loop.
///
/// The key's first half authenticates and its second enciphers: 32 bytes are A128CBC-HS256, 48 A192CBC-HS384 and 64
/// A256CBC-HS512.
package final class AESCBCHMAC: Redacted {
    /// Bytes of an IV: one block.
    package static let ivLength = AESCBC.ivLength

    /// Bytes of a tag: half a hash, as many as each half of the key.
    package let tagLength: Int

    private let cipher: AESCBC
    private let mac: HMAC

    package init(key: SecretBytes) throws(CipherSetupFailure) {
        let hash: HashAlgorithm
        switch key.count {
        case 32: hash = .sha256
        case 48: hash = .sha384
        case 64: hash = .sha512
        default: throw .keyLength(key.count)
        }
        let bytes = key.bytes
        self.tagLength = key.count / 2
        self.mac = HMAC(hash, key: SecretBytes(copying: bytes.extracting(first: key.count / 2)))
        self.cipher = try AESCBC(key: SecretBytes(copying: bytes.extracting(last: key.count / 2)))
    }

    /// Appends the plaintext of `ciphertext`. The tag is compared first, in constant time: what it does not vouch for
    /// is not deciphered. Nothing is appended on failure.
    package func open(
        _ ciphertext: Span<UInt8>, iv: Span<UInt8>, aad: Span<UInt8>, tag: Span<UInt8>, into output: SecretBuffer
    ) throws(OpenFailure) {
        guard iv.count == Self.ivLength else { throw .ivLength }
        let right = self.code(of: ciphertext, iv: iv, aad: aad)
        let bytes = right.bytes
        guard constantTimeEquals(bytes.extracting(first: self.tagLength), tag) else { throw .notAuthentic }
        try self.cipher.open(ciphertext, iv: iv, into: output)
    }

    /// Appends the ciphertext of `plaintext` and returns its tag. The IV must be random.
    package func seal(
        _ plaintext: Span<UInt8>, iv: Span<UInt8>, aad: Span<UInt8>, into output: inout [UInt8]
    ) throws(SealFailure) -> [UInt8] {
        let start = output.count
        try self.cipher.seal(plaintext, iv: iv, into: &output)
        let sealed = output.span.extracting(start..<output.count)
        let code = self.code(of: sealed, iv: iv, aad: aad)
        return code.withUnsafeBytes { Array($0[..<self.tagLength]) }
    }

    /// The whole HMAC; its first half is the tag.
    private func code(of ciphertext: Span<UInt8>, iv: Span<UInt8>, aad: Span<UInt8>) -> SecretBytes {
        self.mac.start()
        self.mac.update(aad)
        self.mac.update(iv)
        self.mac.update(ciphertext)
        self.mac.update(bigEndian: UInt64(aad.count) * 8)
        return self.mac.finish()
    }
}
