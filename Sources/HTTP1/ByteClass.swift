/// The classes of bytes that are looked up one by one; each is a bit.
enum ByteClass: UInt8 {
    /// `tchar` of RFC 9110 § 5.6.2.
    case token = 1
    /// `reg-name` of RFC 3986 § 3.2.2 but for `%`: unreserved and sub-delims.
    case registeredName = 2
    /// What stands between the brackets of an IPv6 literal (RFC 3986 § 3.2.2).
    case addressLiteral = 4

    @inline(__always)
    func contains(_ byte: UInt8) -> Bool { Self.table[Int(byte)] & self.rawValue != 0 }

    /// The classes of each byte. A literal, so that it lies in the binary and is reached without a first-use check.
    // swift-format-ignore
    private static let table: InlineArray<256, UInt8> = [
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 3, 0, 1, 3, 1, 3, 3, 2, 2, 3, 3, 2, 3, 7, 0,
        7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 4, 2, 0, 2, 0, 0,
        0, 7, 7, 7, 7, 7, 7, 3, 3, 3, 3, 3, 3, 3, 3, 3,
        3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 0, 0, 0, 1, 3,
        1, 7, 7, 7, 7, 7, 7, 3, 3, 3, 3, 3, 3, 3, 3, 3,
        3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 0, 1, 0, 3, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
    ]
}
