/// AES Key Wrap (RFC 3394, NIST SP 800-38F KW).
package enum AESKeyWrap {
    package static func wrap(_ key: SecretBytes, under kek: SecretBytes) throws(SealFailure) -> [UInt8] {
        preconditionFailure()
    }

    package static func unwrap(_ wrapped: Span<UInt8>, under kek: SecretBytes) throws(OpenFailure) -> SecretBytes {
        preconditionFailure()
    }
}
