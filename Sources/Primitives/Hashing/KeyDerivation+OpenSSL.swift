package func pbkdf2(
    _ hash: HashAlgorithm, password: SecretBytes, salt: Span<UInt8>, iterations: Int, length: Int
) -> SecretBytes {
    preconditionFailure()
}

package func evpBytesToKeyMD5(
    password: SecretBytes, salt: Span<UInt8>, keyLength: Int, ivLength: Int
) -> (key: SecretBytes, iv: [UInt8]) {
    preconditionFailure()
}

package func concatKDF(_ secret: SecretBytes, otherInfo: Span<UInt8>, length: Int) -> SecretBytes {
    preconditionFailure()
}
