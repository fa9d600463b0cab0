import Primitives
import TestSupport
import Testing

struct AESKeyWrapTests {
    /// RFC 3394 § 4.6.
    @Test func givesTheStandardsValue() throws {
        let kek = Array(UInt8(0)...0x1F)
        let key = try Hex.decode("00112233445566778899AABBCCDDEEFF000102030405060708090A0B0C0D0E0F")
        let wrapped = try AESKeyWrap.wrap(key, under: kek)
        #expect(
            Hex.encode(wrapped) == "28c9f404c4b810f4cbccb35cfb87f8263f5786e2d80ed326cbc7f0e71a99f43bfb988b9b7a02dd21")
        #expect(try AESKeyWrap.unwrap(wrapped, under: kek) == key)
    }

    @Test func everyBitIsVouchedFor() throws {
        let kek = Array(UInt8(1)...16)
        let wrapped = try AESKeyWrap.wrap(Array(1...32), under: kek)
        for bit in 0..<(wrapped.count * 8) {
            var wrong = wrapped
            wrong[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(throws: OpenFailure.notAuthentic) { try AESKeyWrap.unwrap(wrong, under: kek) }
        }
        #expect(throws: OpenFailure.notAuthentic) { try AESKeyWrap.unwrap(wrapped, under: Array(2...17)) }
    }

    @Test func otherLengthsAreRefused() throws {
        let kek = Array(UInt8(1)...16)
        for length in 0..<40 {
            let bytes = [UInt8](repeating: 3, count: length)
            let isKey = length >= 16 && length.isMultiple(of: 8)
            let refusal = failure { () throws(SealFailure) in try AESKeyWrap.wrap(bytes, under: kek) }
            #expect(refusal == (isKey ? nil : .notWholeBlocks))
            let expected: OpenFailure =
                length < 24 ? .truncated : length.isMultiple(of: 8) ? .notAuthentic : .notWholeBlocks
            #expect(throws: expected) { try AESKeyWrap.unwrap(bytes, under: kek) }
            if ![16, 24, 32].contains(length) {
                #expect(throws: SealFailure.keyLength) { try AESKeyWrap.wrap(kek, under: bytes) }
                #expect(throws: OpenFailure.keyLength) {
                    try AESKeyWrap.unwrap([UInt8](repeating: 0, count: 24), under: bytes)
                }
            }
        }
    }
}
