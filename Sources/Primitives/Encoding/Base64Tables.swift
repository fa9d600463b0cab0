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
            // Eight at a time, in one store of as many bytes, of which six are the text's.
            while input &+ 8 <= textCount, output &+ 8 <= bytesCount {
                let first = Self.group(text + input, table)
                let second = Self.group(text + input + 4, table)
                guard first | second < Self.foreign else { break }
                let six = UInt64(second) << 24 | UInt64(first)
                bytes.storeBytes(of: six.littleEndian, toByteOffset: output, as: UInt64.self)
                input &+= 8
                output &+= 6
            }
            // The store writes a fourth byte, so the last group is left to the caller unless there is room for it.
            while input &+ 4 <= textCount, output &+ 4 <= bytesCount {
                let group = Self.group(text + input, table)
                guard group < Self.foreign else { return }
                bytes.storeBytes(of: group.littleEndian, toByteOffset: output, as: UInt32.self)
                input &+= 4
                output &+= 3
            }
        }
    }

    /// Decodes the last group where it is four characters with one or two `=` at the end, and says how many bytes it
    /// gave; nil where it is anything else, or wrong.
    @inline(__always)
    func decodePaddedGroup(
        _ source: UnsafeRawBufferPointer, from input: Int, to room: UnsafeMutableRawBufferPointer, at output: Int
    ) -> Int? {
        let padding = UInt8(ascii: "=")
        guard source.count &- input == 4, source[input &+ 3] == padding else { return nil }
        let isShort = source[input &+ 2] == padding
        var group = self.contributions[Int(source[input])] | self.contributions[256 &+ Int(source[input &+ 1])]
        if !isShort { group |= self.contributions[512 &+ Int(source[input &+ 2])] }
        // What is set beyond the bytes is stray or foreign.
        guard group >> (isShort ? 8 : 16) == 0 else { return nil }
        room[output] = UInt8(truncatingIfNeeded: group)
        if isShort { return 1 }
        room[output &+ 1] = UInt8(truncatingIfNeeded: group >> 8)
        return 2
    }

    /// The three bytes of four characters. Loaded one by one: shifts out of a word take longer.
    @inline(__always)
    private static func group(_ characters: UnsafeRawPointer, _ table: UnsafeBufferPointer<UInt32>) -> UInt32 {
        let table = table.baseAddress.unsafelyUnwrapped
        return table[Int(characters.load(as: UInt8.self))]
            | table[256 &+ Int(characters.load(fromByteOffset: 1, as: UInt8.self))]
            | table[512 &+ Int(characters.load(fromByteOffset: 2, as: UInt8.self))]
            | table[768 &+ Int(characters.load(fromByteOffset: 3, as: UInt8.self))]
    }
}
