/// Why text is not the encoding it should be. Offsets count bytes from the start of the text.
package enum EncodingFailure: Error, Equatable, Sendable {
    /// A byte that is neither in the alphabet nor white space that may be there.
    case foreignByte(offset: Int)
    /// The text ends inside a byte: one Base64 character left over, or an odd number of hexadecimal digits.
    case endsEarly
    /// Padding where none belongs, too little or too much of it, or text after it.
    case wrongPadding(offset: Int)
    /// The last Base64 character has bits set that no byte takes (RFC 4648 § 3.5).
    case strayBits
}

/// The white space a decoder passes over.
package enum WhiteSpace: Sendable {
    /// CR and LF anywhere, as MIME encoders write them every 76 characters (RFC 2045 § 6.8).
    case lineBreaks
    /// Space and tab too: for keys that people paste.
    case ignored
}
