/// What each character contributes to the three bytes of its group of four, by its place in the group.
///
/// Four tables instead of one save the shifts: three operations a character and one store a group. Of their 4 KiB a
/// text touches a third.
struct Base64Tables: Sendable {
    /// The plain values, for groups that are not four digits in a row.
    let symbols: SymbolTable
    /// Four times 256 contributions; the bytes of a group stand in the order in which they are stored.
    private let contributions: [UInt32]
    /// Set in the contribution of what is no digit; the three bytes leave the highest free.
    private static let foreign: UInt32 = 0xFF00_0000

    init(alphabet: StaticString) {
        let symbols = SymbolTable(alphabet: alphabet, padding: UInt8(ascii: "="))
        self.symbols = symbols
        self.contributions = [UInt32](unsafeUninitializedCapacity: 4 * 256) { room, count in
            for place in 0..<4 {
                for byte in 0..<256 {
                    let symbol = symbols[UInt8(byte)]
                    let value = UInt32(symbol) << UInt32(18 - 6 * place)
                    room[place * 256 + byte] = symbol < 64 ? (value << 8).byteSwapped : Self.foreign
                }
            }
            count = 4 * 256
        }
    }

    /// Goes on while the next four characters are all digits.
    @inline(__always)
    func decodeGroups(
        _ source: UnsafeRawBufferPointer, to room: UnsafeMutableRawBufferPointer, _ input: inout Int,
        _ output: inout Int
    ) {
        // Bare addresses: the count of a raw buffer costs a test for nil each time it is asked.
        guard let text = source.baseAddress, let bytes = room.baseAddress else { return }
        let (textCount, bytesCount) = (source.count, room.count)
        self.contributions.withUnsafeBufferPointer { table in
            // Eight at a time, in one load and one store of as many bytes, of which six are the text's.
            while input &+ 8 <= textCount, output &+ 8 <= bytesCount {
                let eight = UInt64(littleEndian: text.loadUnaligned(fromByteOffset: input, as: UInt64.self))
                let first = Self.group(UInt32(truncatingIfNeeded: eight), table)
                let second = Self.group(UInt32(truncatingIfNeeded: eight >> 32), table)
                guard first | second < Self.foreign else { break }
                let six = UInt64(second) << 24 | UInt64(first)
                bytes.storeBytes(of: six.littleEndian, toByteOffset: output, as: UInt64.self)
                input &+= 8
                output &+= 6
            }
            // The store writes a fourth byte, so the last group is left to the caller unless there is room for it.
            while input &+ 4 <= textCount, output &+ 4 <= bytesCount {
                let four = UInt32(littleEndian: text.loadUnaligned(fromByteOffset: input, as: UInt32.self))
                let group = Self.group(four, table)
                guard group < Self.foreign else { return }
                bytes.storeBytes(of: group.littleEndian, toByteOffset: output, as: UInt32.self)
                input &+= 4
                output &+= 3
            }
        }
    }

    /// The three bytes of four characters, the first of which is the lowest byte.
    @inline(__always)
    private static func group(_ characters: UInt32, _ table: UnsafeBufferPointer<UInt32>) -> UInt32 {
        let table = table.baseAddress.unsafelyUnwrapped
        return table[Int(characters & 255)]
            | (table + 256)[Int(characters >> 8 & 255)]
            | (table + 512)[Int(characters >> 16 & 255)]
            | (table + 768)[Int(characters >> 24)]
    }
}
