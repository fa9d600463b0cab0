import Primitives
import Testing

/// AES in CBC and ECB mode and triple DES in ECB mode: known answers and messages of several blocks. Their plaintexts
/// are whole blocks without padding, which is what zero padding makes of them; opened, they lack their last zeros.
@Suite(.enabled(if: NISTVectors.runs, Comment(rawValue: NISTVectors.absence)))
struct BlockCipherNISTTests {
    private static let kinds = ["GFSbox", "KeySbox", "MMT", "VarKey", "VarTxt"]
    private static let tripleDESKinds = ["MMT1", "MMT2", "MMT3", "invperm", "permop", "subtab", "varkey", "vartext"]

    @Test(arguments: kinds, [128, 192, 256])
    func cbcGivesTheStandardsValues(kind: String, bits: Int) throws {
        let records = try NISTVectors.read("ciphers/AES/CBC/CBC\(kind)\(bits).rsp")
        #expect(records.count >= 10)
        for record in records {
            let cipher = try AESCBC(key: SecretBytes(record.bytes("KEY")))
            #expect(try record.bytes("KEY").count * 8 == bits)
            let iv = try record.bytes("IV")
            try self.check(record) {
                try cipher.seal($0, iv: iv, padding: .zero)
            } open: {
                try cipher.open($0, iv: iv, padding: .zero)
            }
        }
    }

    @Test(arguments: kinds, [128, 192, 256])
    func ecbGivesTheStandardsValues(kind: String, bits: Int) throws {
        let records = try NISTVectors.read("ciphers/AES/ECB/ECB\(kind)\(bits).rsp")
        #expect(records.count >= 10)
        for record in records {
            #expect(try record.bytes("KEY").count * 8 == bits)
            try self.check(record, with: AESECB(key: SecretBytes(record.bytes("KEY"))))
        }
    }

    @Test(arguments: tripleDESKinds)
    func tripleDESGivesTheStandardsValues(kind: String) throws {
        let records = try NISTVectors.read("ciphers/3DES/ECB/TECB\(kind).rsp")
        #expect(records.count >= 10)
        for record in records {
            // One key that is used three times, or three.
            let isOne = record.fields["KEYs"] != nil
            let key = try (isOne ? ["KEYs", "KEYs", "KEYs"] : ["KEY1", "KEY2", "KEY3"]).flatMap(record.bytes)
            try self.check(record, with: TripleDESECB(key: SecretBytes(key)))
        }
    }

    private func check(_ record: NISTRecord, with cipher: some ECBCipher) throws {
        try self.check(record) {
            try cipher.seal($0, padding: .zero)
        } open: {
            try cipher.open($0, padding: .zero)
        }
    }

    private func check(
        _ record: NISTRecord, seal: ([UInt8]) throws -> [UInt8], open: ([UInt8]) throws -> [UInt8]
    ) throws {
        let (plaintext, ciphertext) = try (record.bytes("PLAINTEXT"), record.bytes("CIPHERTEXT"))
        #expect(try seal(plaintext) == ciphertext)
        let end = (plaintext.lastIndex { $0 != 0 } ?? -1) + 1
        #expect(try open(ciphertext) == Array(plaintext[..<end]))
    }
}
