import Primitives
import TestSupport
import Testing

struct SHA256Tests {
    /// FIPS 180-4 examples, and the empty message.
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
    ])
    func sha256GivesTheStandardsValues(text: String, hex: String) {
        let digest = sha256(Array(text.utf8).span)
        #expect(digest.hex == hex)
    }

    /// RFC 4231 § 4.3.
    @Test func hmacGivesTheStandardsValue() {
        let mac = HMACSHA256(key: SecretBytes(Array("Jefe".utf8)))
        let digest = mac.authenticate(Array("what do ya want for nothing?".utf8).span)
        #expect(digest.hex == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
        #expect(digest.leading128 == (0x5BDC_C146_BF60_754E, 0x6A04_2426_0895_75C7))
    }

    @Test func reusedContextsAgreeWithFreshOnes() {
        var random = SeededRandom(seed: 4)
        let key = SecretBytes(random.bytes(32))
        let reused = HMACSHA256(key: key)
        for index in 0..<10_000 {
            let message = random.bytes(index % 150)
            #expect(reused.authenticate(message) == HMACSHA256(key: key).authenticate(message))
        }
    }

    @Test func prefixIsPartOfTheMessage() {
        let mac = HMACSHA256(key: SecretBytes([1]))
        #expect(mac.authenticate(7, [1, 2]) == mac.authenticate([7, 1, 2]))
        #expect(mac.authenticate(7, []) == mac.authenticate([7]))
        #expect(mac.authenticate(7, [1, 2]) != mac.authenticate(8, [1, 2]))
    }

    @Test func digestIsMadeOfThirtyTwoBytesOnly() {
        let bytes = Array(UInt8(0)..<32)
        #expect(Digest32(bytes)?.contents == bytes)
        #expect(Digest32(Array(bytes[..<31])) == nil)
        #expect(Digest32(bytes + [0]) == nil)
    }

    @Test func digestsDifferInEveryByte() throws {
        let bytes = [UInt8](repeating: 0, count: 32)
        let digest = try #require(Digest32(bytes))
        for place in bytes.indices {
            var other = bytes
            other[place] = 1
            #expect(Digest32(other) != digest)
        }
        #expect(Set([digest, digest]).count == 1)
    }
}
