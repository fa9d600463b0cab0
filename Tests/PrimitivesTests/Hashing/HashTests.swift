import Primitives
import TestSupport
import Testing

struct HashTests {
    /// RFC 1321 appendix A.5 and the examples of FIPS 180-4.
    @Test(arguments: [
        (HashAlgorithm.md5, "900150983cd24fb0d6963f7d28e17f72"),
        (.sha1, "a9993e364706816aba3e25717850c26c9cd0d89d"),
        (.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            .sha384,
            "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7"
        ),
        (
            .sha512,
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
        ),
    ])
    func givesTheStandardsValue(algorithm: HashAlgorithm, hex: String) {
        let hash = algorithm.hash(Array("abc".utf8))
        #expect(Hex.encode(hash) == hex)
        #expect(hash.count == algorithm.length)
    }

    @Test(arguments: HashAlgorithm.allCases)
    func twoPartsAreOneMessage(algorithm: HashAlgorithm) {
        var random = SeededRandom(seed: 5)
        for length in 0..<200 {
            let message = random.bytes(length)
            let whole = algorithm.hash(message)
            #expect(algorithm.hash(Array(message[..<(length / 3)]), Array(message[(length / 3)...])) == whole)
        }
    }

    /// RFC 2202 § 3, test case 2, and RFC 4231 § 4.3.
    @Test(arguments: [
        (HashAlgorithm.sha1, "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"),
        (.sha256, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
        (
            .sha384,
            "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649"
        ),
        (
            .sha512,
            "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
                + "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737"
        ),
    ])
    func hmacGivesTheStandardsValue(algorithm: HashAlgorithm, hex: String) {
        let mac = HMAC(algorithm, key: SecretBytes(Array("Jefe".utf8)))
        #expect(Hex.encode(mac.authenticate(Array("what do ya want for nothing?".utf8))) == hex)
        #expect(Hex.encode(mac.authenticate(Array("what do ya ".utf8), Array("want for nothing?".utf8))) == hex)
    }

    @Test func hmacStartsAnew() {
        let mac = HMAC(.sha512, key: SecretBytes([1, 2, 3]))
        let right = mac.authenticate([4, 5])
        mac.start()
        mac.update([9].span)
        #expect(mac.authenticate([4, 5]) == right)
        #expect(mac.authenticate([4, 6]) != right)
    }
}
