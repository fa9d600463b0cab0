/// CRC-32 as in ISO 3309 and zlib (reflected, polynomial 0xEDB88320), eight bytes a step.
///
/// Guards journal rows against what SQLite's page cache cannot see: a fault of ours, or of the disk under a page.
struct Checksum: Sendable {
    /// Eight tables of 256, one behind the other: table n is table 0 carried n bytes further.
    private let tables: [UInt32]

    init() {
        var tables = [UInt32](repeating: 0, count: 8 * 256)
        for index in 0..<256 {
            var value = UInt32(index)
            for _ in 0..<8 { value = value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1 }
            tables[index] = value
        }
        for index in 256..<(8 * 256) {
            let before = tables[index - 256]
            tables[index] = (before >> 8) ^ tables[Int(before & 0xFF)]
        }
        self.tables = tables
    }

    func of(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
        self.tables.withUnsafeBufferPointer { tables in
            var value: UInt32 = 0xFFFF_FFFF
            var offset = 0
            while bytes.count - offset >= 8 {
                let word = bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self).littleEndian
                let low = UInt32(truncatingIfNeeded: word) ^ value
                let high = UInt32(truncatingIfNeeded: word >> 32)
                value =
                    tables[Int(7 * 256 + (low & 0xFF))] ^ tables[Int(6 * 256 + ((low >> 8) & 0xFF))]
                    ^ tables[Int(5 * 256 + ((low >> 16) & 0xFF))] ^ tables[Int(4 * 256 + (low >> 24))]
                value ^=
                    tables[Int(3 * 256 + (high & 0xFF))] ^ tables[Int(2 * 256 + ((high >> 8) & 0xFF))]
                    ^ tables[Int(256 + ((high >> 16) & 0xFF))] ^ tables[Int(high >> 24)]
                offset += 8
            }
            while offset < bytes.count {
                value = tables[Int((value ^ UInt32(bytes[offset])) & 0xFF)] ^ (value >> 8)
                offset += 1
            }
            return value ^ 0xFFFF_FFFF
        }
    }
}
