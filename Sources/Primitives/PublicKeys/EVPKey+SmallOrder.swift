import COpenSSL

extension EVPKey {
    /// Every clamped private key is a multiple of 8, and takes a point of small order, and no other, to zero (RFC 7748
    /// § 5 and § 6.1): any one pair tells.
    private static let probe = try? PrivateKey.generate(.x25519)

    /// Whether any agreement with this public key of X25519 gives zeros.
    func agreesOnZero() throws(PublicKeyFailure) -> Bool {
        guard let probe = Self.probe else { throw .library(LibraryFault(.derive)) }
        return try probe.key.derive(with: self) == nil
    }

    /// The encodings of y, without the sign of x, of the eight points of Ed25519 whose order divides 8, and of those that
    /// a reader takes modulo p = 2^255 - 19: under such a key one signature is right for many messages. The list is
    /// libsodium's (`ge25519_has_small_order`); y of order 8 solves d·y^4 + 2·y^2 = 1.
    private static let smallEdwardsPoints: Set<[UInt8]> = {
        let zeros = [UInt8](repeating: 0, count: 31)
        let high = [UInt8](repeating: 0xFF, count: 30) + [0x7F]
        return [
            // 0 (order 4), 1 (order 1), p - 1 (order 2), p and p + 1.
            [0] + zeros, [1] + zeros, [0xEC] + high, [0xED] + high, [0xEE] + high,
            // Order 8.
            [
                0x26, 0xE8, 0x95, 0x8F, 0xC2, 0xB2, 0x27, 0xB0, 0x45, 0xC3, 0xF4, 0x89, 0xF2, 0xEF, 0x98, 0xF0,
                0xD5, 0xDF, 0xAC, 0x05, 0xD3, 0xC6, 0x33, 0x39, 0xB1, 0x38, 0x02, 0x88, 0x6D, 0x53, 0xFC, 0x05,
            ],
            [
                0xC7, 0x17, 0x6A, 0x70, 0x3D, 0x4D, 0xD8, 0x4F, 0xBA, 0x3C, 0x0B, 0x76, 0x0D, 0x10, 0x67, 0x0F,
                0x2A, 0x20, 0x53, 0xFA, 0x2C, 0x39, 0xCC, 0xC6, 0x4E, 0xC7, 0xFD, 0x77, 0x92, 0xAC, 0x03, 0x7A,
            ],
        ]
    }()

    /// Whether this public key of Ed25519 is of small order.
    func isSmallEdwardsPoint() throws(PublicKeyFailure) -> Bool {
        let octets = try self.octets(OSSL_PKEY_PARAM_PUB_KEY, count: JWKParameters.okpLength)
        var encoded = octets.withUnsafeBytes { Array($0) }
        encoded[31] &= 0x7F
        return Self.smallEdwardsPoints.contains(encoded)
    }
}
