import COpenSSL

/// A `BIGNUM`, wiped when it is let go. For the checks of a key at its loading: none of its arithmetic hides a secret
/// from somebody who measures the time, which nobody can at that moment.
final class BigNumber {
    let pointer: OpaquePointer

    /// - Parameter pointer: owned from now on.
    init(owning pointer: OpaquePointer) {
        self.pointer = pointer
    }

    init() throws(PublicKeyFailure) {
        guard let pointer = BN_secure_new() else { throw .library(LibraryFault(.bigNumber)) }
        self.pointer = pointer
    }

    /// The number of these bytes, the most significant first.
    convenience init(_ octets: Span<UInt8>) throws(PublicKeyFailure) {
        try self.init()
        let read = octets.withUnsafeBufferPointer { BN_bin2bn($0.baseAddress, Int32($0.count), self.pointer) }
        guard read != nil else { throw .library(LibraryFault(.bigNumber)) }
    }

    convenience init(_ value: UInt) throws(PublicKeyFailure) {
        try self.init()
        guard BN_set_word(self.pointer, value) == 1 else { throw .library(LibraryFault(.bigNumber)) }
    }

    deinit {
        BN_clear_free(self.pointer)
    }

    /// Bits without leading zeros.
    var bitCount: Int { Int(BN_num_bits(self.pointer)) }

    var isOdd: Bool { BN_is_odd(self.pointer) == 1 }

    var isOne: Bool { BN_is_one(self.pointer) == 1 }

    /// The most significant byte first, without leading zeros.
    var octets: SecretBytes {
        self.octets(count: (self.bitCount + 7) / 8)
    }

    /// The most significant byte first, with leading zeros; `count` is enough for the number.
    func octets(count: Int) -> SecretBytes {
        SecretBytes(count: count) { room in
            let address = room.baseAddress?.assumingMemoryBound(to: UInt8.self)
            let written = BN_bn2binpad(self.pointer, address, Int32(count))
            precondition(written == count, "a number of \(self.bitCount) bits fits \(count) bytes")
        }
    }
}

extension BigNumber: Comparable {
    static func == (left: BigNumber, right: BigNumber) -> Bool {
        BN_cmp(left.pointer, right.pointer) == 0
    }

    static func < (left: BigNumber, right: BigNumber) -> Bool {
        BN_cmp(left.pointer, right.pointer) < 0
    }
}
