import Primitives
import Testing

struct KeyDerivationTests {
    /// RFC 6070 § 2.
    @Test(arguments: [
        (1, "0c60c80f961f0e71f3a9b524af6012062fe037a6"), (2, "ea6c014dc72d6f8ccd1ed92ace1d41f0d8de8957"),
        (4_096, "4b007901b765489abead49d926f721d065a429c1"),
    ])
    func pbkdf2GivesTheStandardsValue(iterations: Int, hex: String) {
        let password = SecretBytes(Array("password".utf8))
        let salt = Array("salt".utf8)
        let key = pbkdf2(.sha1, password: password, salt: salt.span, iterations: iterations, length: 20)
        #expect(Hex.encode(key.contents) == hex)
    }

    @Test func pbkdf2TakesNoPasswordAndNoSalt() {
        // Python: hashlib.pbkdf2_hmac("sha256", b"", b"", 1, 8)
        let nothing: [UInt8] = []
        let key = pbkdf2(.sha256, password: SecretBytes(nothing), salt: nothing.span, iterations: 1, length: 8)
        #expect(Hex.encode(key.contents) == "f7ce0b653d2d72a4")
    }

    /// RFC 7518 appendix C.
    @Test func concatKDFGivesTheStandardsValue() throws {
        let secret: [UInt8] = [
            158, 86, 217, 29, 129, 113, 53, 211, 114, 131, 66, 131, 191, 132, 38, 156, 251, 49, 110, 163, 218, 128, 106,
            72, 246, 218, 167, 121, 140, 254, 144, 196,
        ]
        let info: [[UInt8]] = [
            [0, 0, 0, 7], Array("A128GCM".utf8), [0, 0, 0, 5], Array("Alice".utf8), [0, 0, 0, 3], Array("Bob".utf8),
            [0, 0, 0, 128],
        ]
        let joined = Array(info.joined())
        let key = concatKDF(SecretBytes(secret), otherInfo: joined.span, length: 16)
        #expect(key.contents == [86, 170, 141, 234, 248, 35, 109, 32, 92, 34, 40, 205, 113, 167, 16, 26])
    }

    /// NIST SP 800-56A § 5.8.1: the rounds are counted from one, the last one is cut.
    @Test func concatKDFCountsItsRounds() {
        let (secret, info): ([UInt8], [UInt8]) = ([1, 2, 3], [4, 5])
        let key = concatKDF(SecretBytes(secret), otherInfo: info.span, length: 70).contents
        let rounds = (1...3).map { HashAlgorithm.sha256.hash([0, 0, 0, $0] + secret + info) }
        #expect(key == Array(rounds.joined().prefix(70)))
    }

    @Test(arguments: [(16, 16), (24, 16), (32, 16), (24, 0), (24, 8), (16, 0)])
    func bytesToKeyAgreesWithItsDefinition(keyLength: Int, ivLength: Int) {
        let (password, salt) = (Array("secret".utf8), Array(UInt8(1)...8))
        var (all, last): ([UInt8], [UInt8]) = ([], [])
        while all.count < keyLength + ivLength {
            last = HashAlgorithm.md5.hash(last + password + salt)
            all += last
        }
        let derived = evpBytesToKeyMD5(
            password: SecretBytes(password), salt: salt.span, keyLength: keyLength, ivLength: ivLength)
        #expect(derived.key.contents == Array(all[..<keyLength]))
        #expect(derived.iv == Array(all[keyLength..<(keyLength + ivLength)]))
    }

    @Test(.enabled(if: OpenSSLCommand.isHere, Comment(rawValue: OpenSSLCommand.absence)), arguments: [16, 24, 32])
    func bytesToKeyAgreesWithTheCommand(keyLength: Int) throws {
        let (password, salt) = ("correct horse", Array(UInt8(1)...8))
        let written = try OpenSSLCommand.run(
            "enc", "-aes-\(keyLength * 8)-cbc", "-md", "md5", "-k", password, "-S", "0102030405060708", "-P")
        let output = String(decoding: written, as: UTF8.self)
        let derived = evpBytesToKeyMD5(
            password: SecretBytes(Array(password.utf8)), salt: salt.span, keyLength: keyLength,
            ivLength: 16)
        #expect(output.contains("key=" + Hex.encode(derived.key.contents, letterCase: .upper)))
        #expect(output.contains("iv =" + Hex.encode(derived.iv, letterCase: .upper)))
    }
}
