/// The order of a binary message: `magic ‖ timestamp ‖ iv ‖ salt ‖ ciphertext ‖ tag ‖ code`, and a wrapped key before all.
struct MessageLayout: Sendable {
    /// Bytes of `yyyy-MM-ddThh:mm:ss`.
    static let timestampLength = 19

    let magic: [UInt8]
    let hasTimestamp: Bool
    /// Bytes; 0: not here.
    let ivLength: Int
    let saltLength: Int
    let macLength: Int

    init(_ format: SymmetricFormat) {
        self.magic = format.magic
        self.hasTimestamp = format.iv == .timestamp || format.aad == .timestamp
        if case .prefix = format.iv { self.ivLength = format.ivLength } else { self.ivLength = 0 }
        if case .prefix(let length)? = format.salt { self.saltLength = length } else { self.saltLength = 0 }
        self.macLength = format.mac?.position == .suffix ? format.mac?.length ?? 0 : 0
    }

    /// Where the parts of one message lie.
    struct Places {
        var wrappedKey = 0..<0
        var timestamp = 0..<0
        var iv = 0..<0
        var salt = 0..<0
        /// With the tag, where that is behind it.
        var ciphertext = 0..<0
        var mac = 0..<0

        /// What a code is made of: all but the wrapped key and the code itself.
        var coded: Range<Int> { self.wrappedKey.upperBound..<self.mac.lowerBound }
    }

    /// - Parameter wrappedLength: bytes of a wrapped key before the message.
    func split(_ binary: [UInt8], wrappedLength: Int = 0) throws(BodyOpenFailure) -> Places {
        var places = Places()
        var position = 0
        func take(_ length: Int) -> Range<Int> {
            defer { position += length }
            return position..<(position + length)
        }
        places.wrappedKey = take(wrappedLength)
        let magic = take(self.magic.count)
        places.timestamp = take(self.hasTimestamp ? Self.timestampLength : 0)
        places.iv = take(self.ivLength)
        places.salt = take(self.saltLength)
        let end = binary.count - self.macLength
        guard position <= end else { throw .length }
        guard binary[magic].elementsEqual(self.magic) else { throw .encoding }
        places.ciphertext = position..<end
        places.mac = end..<binary.count
        return places
    }
}

extension MACRule {
    /// Bytes of a code.
    var length: Int {
        switch self.hash {
        case .sha256: 32
        case .sha512: 64
        }
    }
}
