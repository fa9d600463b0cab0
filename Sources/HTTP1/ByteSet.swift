/// A set of ASCII bytes as two words, so that a test is a shift and a mask and needs no table in memory.
///
/// Bytes from 0x80 are in no set.
struct ByteSet {
    /// Bytes 0x00 to 0x3F, the lowest bit first.
    let low: UInt64
    /// Bytes 0x40 to 0x7F.
    let high: UInt64

    /// `tchar` of RFC 9110 § 5.6.2.
    static var token: Self { Self(low: 0x03FF_6CFA_0000_0000, high: 0x57FF_FFFF_C7FF_FFFE) }

    /// What a request target may hold here: visible ASCII but `#`, which starts a fragment and is never sent
    /// (RFC 9112 § 3.2). Wider than RFC 3986, as clients send `|` and quotes unescaped.
    static var target: Self { Self(low: 0xFFFF_FFF6_0000_0000, high: 0x7FFF_FFFF_FFFF_FFFF) }

    /// `reg-name` of RFC 3986 § 3.2.2: unreserved, sub-delims and `%`.
    static var registeredName: Self { Self(low: 0x2BFF_7FF2_0000_0000, high: 0x47FF_FFFE_87FF_FFFE) }

    /// What stands between the brackets of an IPv6 literal (RFC 3986 § 3.2.2).
    static var addressLiteral: Self { Self(low: 0x07FF_4000_0000_0000, high: 0x0000_007E_0000_007E) }

    @inline(__always)
    func contains(_ byte: UInt8) -> Bool {
        let word = byte < 0x40 ? self.low : self.high
        return byte < 0x80 && (word >> UInt64(byte & 0x3F)) & 1 == 1
    }
}
