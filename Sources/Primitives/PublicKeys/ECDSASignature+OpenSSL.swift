import COpenSSL

/// The two numbers of an ECDSA signature, between libcrypto's DER (RFC 3279 § 2.2.3) and r‖s (RFC 7518 § 3.4).
final class ECDSASignature {
    private let pointer: OpaquePointer

    /// - Parameter der: as libcrypto wrote it.
    init(der: Span<UInt8>) throws(PublicKeyFailure) {
        let pointer = der.withUnsafeBufferPointer { der in
            var position = der.baseAddress
            return d2i_ECDSA_SIG(nil, &position, der.count)
        }
        guard let pointer else { throw .library(LibraryFault(.digestSign)) }
        self.pointer = pointer
    }

    deinit {
        ECDSA_SIG_free(self.pointer)
    }

    /// r‖s, each of `numberLength` bytes with leading zeros.
    func joined(numberLength: Int) throws(PublicKeyFailure) -> [UInt8] {
        var joined = [UInt8](repeating: 0, count: 2 * numberLength)
        // The numbers are the signature's, which is freed with `self`.
        let written = withExtendedLifetime(self) {
            let numbers = [ECDSA_SIG_get0_r(self.pointer), ECDSA_SIG_get0_s(self.pointer)]
            return joined.withUnsafeMutableBufferPointer { room in
                numbers.enumerated().allSatisfy { index, number in
                    let start = room.baseAddress?.advanced(by: index * numberLength)
                    return BN_bn2binpad(number, start, Int32(numberLength)) == numberLength
                }
            }
        }
        guard written else { throw .library(LibraryFault(.digestSign)) }
        return joined
    }

    /// The DER of r‖s, or nil when that has another length than twice `numberLength`. Whether the numbers are in their
    /// range is for the verification to say.
    static func der(fromJoined joined: Span<UInt8>, numberLength: Int) -> [UInt8]? {
        guard joined.count == 2 * numberLength, let signature = ECDSA_SIG_new() else { return nil }
        defer { ECDSA_SIG_free(signature) }
        let set = joined.withUnsafeBufferPointer { numbers in
            let r = BN_bin2bn(numbers.baseAddress, Int32(numberLength), nil)
            let s = BN_bin2bn(numbers.baseAddress?.advanced(by: numberLength), Int32(numberLength), nil)
            // It takes both, or none when one is missing.
            guard ECDSA_SIG_set0(signature, r, s) == 1 else {
                BN_free(r)
                BN_free(s)
                return false
            }
            return true
        }
        let length = i2d_ECDSA_SIG(signature, nil)
        guard set, length > 0 else { return nil }
        var der = [UInt8](repeating: 0, count: Int(length))
        let written = der.withUnsafeMutableBufferPointer { room in
            var position = room.baseAddress
            return i2d_ECDSA_SIG(signature, &position)
        }
        return written == length ? der : nil
    }
}
