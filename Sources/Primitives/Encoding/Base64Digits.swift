/// The digits of an alphabet, one by one and in all pairs.
///
/// A pair is twelve bits, so that three bytes take two look-ups; the pairs are 8 KiB.
struct Base64Digits: Sendable {
    /// The 64 digits.
    let single: StaticDigits
    /// Each pair as it stands in memory.
    private let pairs: [UInt16]

    init(alphabet: StaticString) {
        let single = StaticDigits(alphabet)
        self.single = single
        self.pairs = (0..<4_096).map { bits in
            UInt16(littleEndian: UInt16(single[bits >> 6]) | UInt16(single[bits & 63]) << 8)
        }
    }

    /// Goes on while eight bytes are left, of which six are encoded at a time.
    @inline(__always)
    func encodeSixes(
        _ source: UnsafeRawBufferPointer, to room: UnsafeMutableRawBufferPointer, _ input: inout Int,
        _ output: inout Int
    ) {
        guard let bytes = source.baseAddress, let text = room.baseAddress else { return }
        let count = source.count
        self.pairs.withUnsafeBufferPointer { table in
            let pairs = table.baseAddress.unsafelyUnwrapped
            // The load reads eight bytes, so that many must be there.
            while input &+ 8 <= count {
                let bits = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: input, as: UInt64.self))
                let place = text + output
                place.storeBytes(of: pairs[Int(bits >> 52)], as: UInt16.self)
                place.storeBytes(of: pairs[Int(bits >> 40 & 4_095)], toByteOffset: 2, as: UInt16.self)
                place.storeBytes(of: pairs[Int(bits >> 28 & 4_095)], toByteOffset: 4, as: UInt16.self)
                place.storeBytes(of: pairs[Int(bits >> 16 & 4_095)], toByteOffset: 6, as: UInt16.self)
                input &+= 6
                output &+= 8
            }
        }
    }
}

/// The 64 characters of an alphabet, by their values.
struct StaticDigits: Sendable {
    private let text: StaticString

    init(_ text: StaticString) {
        precondition(text.hasPointerRepresentation && text.utf8CodeUnitCount == 64, "64 digits")
        self.text = text
    }

    @inline(__always)
    subscript(value: Int) -> UInt8 { self.text.utf8Start[value & 63] }
}
