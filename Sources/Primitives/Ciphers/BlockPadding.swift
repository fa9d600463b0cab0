/// What fills the last block of CBC and ECB.
package enum BlockPadding: Sendable {
    /// RFC 5652 § 6.3: always there, and looked at when a body is opened.
    case pkcs7
    /// Zero bytes up to a whole block, none when there is one already. Opening cuts every zero byte at the end off, so
    /// a plaintext that ends in some does not come back.
    case zero
}
