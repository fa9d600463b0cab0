import Primitives
import Testing

@Suite(.enabled(if: NISTVectors.runs, Comment(rawValue: NISTVectors.absence)))
struct AESGCMNISTTests {
    @Test(arguments: ["Decrypt", "EncryptExtIV"], [128, 192, 256])
    func givesTheStandardsValues(direction: String, bits: Int) throws {
        let records = try NISTVectors.read("ciphers/AES/GCM/gcm\(direction)\(bits).rsp")
        var (run, refused) = (0, 0)
        for record in records {
            // IVs of 1 and of 128 bytes and tags under 16 bytes are not offered.
            guard record.headings["IVlen"] == "96", record.headings["Taglen"] == "128" else { continue }
            try self.check(record, bits: bits)
            run += 1
            refused += record.fails ? 1 : 0
        }
        // Of three lengths of IVs and seven of tags.
        #expect(records.count == 7_875)
        #expect(run == records.count / 21)
        #expect(direction == "Decrypt" ? refused > 100 : refused == 0)
    }

    private func check(_ record: NISTRecord, bits: Int) throws {
        let key = try record.bytes("Key")
        #expect(key.count * 8 == bits)
        let (iv, aad) = try (record.bytes("IV"), record.bytes("AAD"))
        let cipher = try AESGCM(key: SecretBytes(key), ivLength: iv.count)
        let sealed = try record.bytes("CT") + record.bytes("Tag")
        let opened = SecretBuffer(capacity: 0)
        guard !record.fails else {
            #expect(throws: OpenFailure.notAuthentic) { try cipher.open(sealed, iv: iv, aad: aad, into: opened) }
            #expect(opened.isEmpty)
            return
        }
        let plaintext = try record.bytes("PT")
        try cipher.open(sealed, iv: iv, aad: aad, into: opened)
        #expect(opened.contents == plaintext)
        #expect(try cipher.seal(plaintext, iv: iv, aad: aad) == sealed)
    }
}
