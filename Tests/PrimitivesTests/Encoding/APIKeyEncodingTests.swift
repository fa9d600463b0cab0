import Primitives
import TestSupport
import Testing

struct APIKeyEncodingTests {
    /// The check value of CRC-32/ISO-HDLC, and other known ones.
    @Test(
        arguments: [
            ("", 0), ("123456789", 0xCBF4_3926), ("a", 0xE8B7_BE43),
            ("The quick brown fox jumps over the lazy dog", 0x414F_A339),
        ] as [(String, UInt32)])
    func checksumsAreThoseOfIEEE(text: String, checksum: UInt32) {
        let found = CRC32.checksum(of: Array(text.utf8).span)
        #expect(found == checksum)
    }

    @Test(
        arguments: [
            ([], ""), ([0], "00"), ([61], "0z"), ([62], "10"), ([255], "47"), ([0, 0, 0, 1], "000001"),
            ([255, 255, 255, 255], "4gfFC3"),
        ] as [([UInt8], String)])
    func base62IsOneNumberOfFixedWidth(bytes: [UInt8], text: String) {
        #expect(Base62.encode(bytes) == text)
    }

    @Test func thirtyTwoBytesAreFortyThreeDigits() throws {
        #expect(Base62.encodedCount(of: 32) == 43)
        #expect(Base62.encode([UInt8](repeating: 0, count: 32)) == String(repeating: "0", count: 43))
        #expect(Base62.encode([UInt8](repeating: 255, count: 32)).count == 43)
        #expect(Base62.encode([UInt8](repeating: 255, count: 32)).first != "0")
    }

    @Test func base62KeepsTheOrderOfNumbers() {
        var random = SeededRandom(seed: 13)
        let numbers = (0..<200).map { _ in random.bytes(8) }.sorted { $0.lexicographicallyPrecedes($1) }
        let texts = numbers.map { Array(Base62.encode($0).utf8) }
        #expect(texts == texts.sorted { $0.lexicographicallyPrecedes($1) })
        #expect(Set(texts).count == 200)
    }
}
