import Primitives
import Testing

/// KW of SP 800-38F. Out of scope: the files `_inv`, which wrap with the inverse cipher, as no standard of ours does;
/// KWP, which pads; and TKW, which is triple DES.
@Suite(.enabled(if: NISTVectors.runs, Comment(rawValue: NISTVectors.absence)))
struct AESKeyWrapNISTTests {
    @Test(arguments: ["AD", "AE"], [128, 192, 256])
    func givesTheStandardsValues(direction: String, bits: Int) throws {
        let records = try NISTVectors.read("keywrap/kwtestvectors/KW_\(direction)_\(bits).txt")
        #expect(records.count == 500)
        #expect(records.count { $0.fails } == (direction == "AD" ? 100 : 0))
        for record in records {
            let (kek, wrapped) = try (record.bytes("K"), record.bytes("C"))
            #expect(kek.count * 8 == bits)
            if record.fails {
                #expect(throws: OpenFailure.notAuthentic) { try AESKeyWrap.unwrap(wrapped, under: kek) }
            } else {
                let key = try record.bytes("P")
                #expect(try AESKeyWrap.unwrap(wrapped, under: kek) == key)
                #expect(try AESKeyWrap.wrap(key, under: kek) == wrapped)
            }
        }
    }
}
