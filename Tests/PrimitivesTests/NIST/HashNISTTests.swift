import Primitives
import Testing

@Suite(.enabled(if: NISTVectors.runs, Comment(rawValue: NISTVectors.absence)))
struct HashNISTTests {
    @Test(arguments: [
        (HashAlgorithm.md5, "hashes/MD5/rfc-1321.txt", 7), (.sha1, "hashes/SHA1/SHA1ShortMsg.rsp", 65),
        (.sha1, "hashes/SHA1/SHA1LongMsg.rsp", 64), (.sha256, "hashes/SHA2/SHA256ShortMsg.rsp", 65),
        (.sha256, "hashes/SHA2/SHA256LongMsg.rsp", 64), (.sha384, "hashes/SHA2/SHA384ShortMsg.rsp", 129),
        (.sha384, "hashes/SHA2/SHA384LongMsg.rsp", 128), (.sha512, "hashes/SHA2/SHA512ShortMsg.rsp", 129),
        (.sha512, "hashes/SHA2/SHA512LongMsg.rsp", 128),
    ])
    func hashesAreTheStandards(algorithm: HashAlgorithm, path: String, count: Int) throws {
        let records = try NISTVectors.read(path)
        #expect(records.count == count)
        for record in records {
            // A message of no bits is written as a byte.
            let message = try record.fields["Len"] == "0" ? [] : record.bytes("Msg")
            let hash = algorithm.hash(message)
            #expect(try hash == record.bytes("MD"))
            if algorithm == .sha256 {
                let digest = sha256(message.span)
                #expect(digest.contents == hash)
            }
        }
    }

    @Test(arguments: [
        (HashAlgorithm.sha1, "HMAC/rfc-2202-sha1.txt", 7), (.sha256, "HMAC/rfc-4231-sha256.txt", 6),
        (.sha384, "HMAC/rfc-4231-sha384.txt", 6), (.sha512, "HMAC/rfc-4231-sha512.txt", 6),
    ])
    func authenticatorsAreTheStandards(algorithm: HashAlgorithm, path: String, count: Int) throws {
        let records = try NISTVectors.read(path)
        #expect(records.count == count)
        for record in records {
            let code = try HMAC(algorithm, key: SecretBytes(record.bytes("Key"))).authenticate(record.bytes("Msg"))
            #expect(try code == record.bytes("MD"))
        }
    }
}
