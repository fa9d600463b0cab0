import COpenSSL

/// Arithmetic of `BigNumber`, with the scratch memory libcrypto wants for it.
final class BigArithmetic {
    private let scratch: OpaquePointer

    init() throws(PublicKeyFailure) {
        guard let scratch = BN_CTX_secure_new() else { throw .library(LibraryFault(.bigNumber)) }
        self.scratch = scratch
    }

    deinit {
        BN_CTX_free(self.scratch)
    }

    func product(_ left: BigNumber, _ right: BigNumber) throws(PublicKeyFailure) -> BigNumber {
        try self.result { BN_mul($0, left.pointer, right.pointer, self.scratch) }
    }

    func product(
        _ left: BigNumber, _ right: BigNumber, modulo modulus: BigNumber
    ) throws(PublicKeyFailure) -> BigNumber {
        try self.result { BN_mod_mul($0, left.pointer, right.pointer, modulus.pointer, self.scratch) }
    }

    func quotient(_ number: BigNumber, _ divisor: BigNumber) throws(PublicKeyFailure) -> BigNumber {
        try self.result { BN_div($0, nil, number.pointer, divisor.pointer, self.scratch) }
    }

    func remainder(_ number: BigNumber, _ modulus: BigNumber) throws(PublicKeyFailure) -> BigNumber {
        try self.result { BN_div(nil, $0, number.pointer, modulus.pointer, self.scratch) }
    }

    func power(
        _ base: BigNumber, _ exponent: BigNumber, modulo modulus: BigNumber
    ) throws(PublicKeyFailure) -> BigNumber {
        try self.result { BN_mod_exp($0, base.pointer, exponent.pointer, modulus.pointer, self.scratch) }
    }

    func commonDivisor(_ left: BigNumber, _ right: BigNumber) throws(PublicKeyFailure) -> BigNumber {
        try self.result { BN_gcd($0, left.pointer, right.pointer, self.scratch) }
    }

    func predecessor(of number: BigNumber) throws(PublicKeyFailure) -> BigNumber {
        try self.result { BN_copy($0, number.pointer) == nil ? 0 : BN_sub_word($0, 1) }
    }

    func half(of number: BigNumber) throws(PublicKeyFailure) -> BigNumber {
        try self.result { BN_rshift1($0, number.pointer) }
    }

    /// The inverse, or nil when there is none.
    func inverse(of number: BigNumber, modulo modulus: BigNumber) throws(PublicKeyFailure) -> BigNumber? {
        let inverse = try BigNumber()
        guard BN_mod_inverse(inverse.pointer, number.pointer, modulus.pointer, self.scratch) != nil else {
            ERR_clear_error()
            return nil
        }
        return inverse
    }

    private func result(_ compute: (OpaquePointer) -> Int32) throws(PublicKeyFailure) -> BigNumber {
        let result = try BigNumber()
        guard compute(result.pointer) == 1 else { throw .library(LibraryFault(.bigNumber)) }
        return result
    }
}
