/// Bytes as one big number in the digits `0-9A-Za-z`, for API keys: a word that a double click selects whole.
package enum Base62 {
    private static let digits: StaticString = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

    /// Digits that hold any `count` bytes: 6 for 4, 43 for 32.
    package static func encodedCount(of count: Int) -> Int {
        // One digit holds log2(62) = 5.954196… bits; exact for up to 4,096 bytes.
        (count * 8 * 1_000_000 + 5_954_195) / 5_954_196
    }

    /// Appends `bytes`, read as a big-endian number, in a width that depends on their count only, zeros leading.
    ///
    /// Not for the hot path: the time grows with the square of the length.
    package static func encode(_ bytes: Span<UInt8>, into output: SecretBuffer) {
        let number = SecretBuffer(capacity: bytes.count)
        number.append(bytes)
        output.appendUninitialized(self.encodedCount(of: bytes.count)) { room in
            for position in stride(from: room.count - 1, through: 0, by: -1) {
                room[position] = self.digits.utf8Start[number.divide(by: 62)]
            }
            return room.count
        }
    }
}

extension SecretBuffer {
    /// Divides the contents, a big-endian number, in place and answers the remainder.
    fileprivate func divide(by divisor: Int) -> Int {
        var remainder = 0
        self.update { bytes in
            for index in bytes.indices {
                let dividend = remainder << 8 | Int(bytes[index])
                bytes[index] = UInt8(dividend / divisor)
                remainder = dividend % divisor
            }
        }
        return remainder
    }
}
