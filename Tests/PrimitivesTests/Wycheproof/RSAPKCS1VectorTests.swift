import Primitives
import Testing

private struct PKCS1Group: Decodable {
    enum Kind: String, Decodable { case decrypt = "RsaesPkcs1Decrypt" }

    let type: Kind
    let privateKeyPkcs8: HexBytes
    let privateKeyPem: String
    let privateKeyJwk: JWKParameters?
    let tests: [PKCS1Vector]
}

private struct PKCS1Vector: Decodable {
    enum Flag: String, Decodable {
        case cve202014967 = "CVE-2020-14967"
        case cve20213580 = "CVE-2021-3580"
        case invalidCiphertext = "InvalidCiphertextFormat"
        case invalidPadding = "InvalidPkcs1Padding"
        case normal = "Normal"
        case specialCase = "SpecialCase"
        case specialPadding = "SpecialCasePadding"
        case sslv23Padding = "Sslv23Padding"
    }

    let tcId: Int
    let flags: [Flag]
    let msg, ct: HexBytes
    let result: VectorResult
}

@Suite(.enabled(if: Wycheproof.runs, Comment(rawValue: Wycheproof.absence)))
struct RSAPKCS1VectorTests {
    /// What OpenSSL 4.0 gives for the ciphertexts of wrong padding: the length and the first half of the SHA-256.
    private static let rejections: [Int: (length: Int, hash: String)] = [
        9: (126, "03ee6ced92fd8effc0261e75802bddaf"), 12: (230, "2205c22a7594d3707d9677db8508a906"),
        13: (104, "91a1d70d36dadb63be8eb75783e15804"), 14: (7, "2f591889e3ad01672a11b9eae1861c5e"),
        15: (245, "f7ac3b398ca0cd7fed716ec808a144e4"), 16: (118, "adc138db062e70b195fdf53a44a858e3"),
        17: (111, "033ebad56c8ae869bdcc21380bf20235"), 18: (230, "77dddd36243c91ef5762f41a332ac0d9"),
        19: (116, "2401404548a4f8d94fd91619385cac6b"), 20: (174, "3a32d3e94beb5c68d33ba466bf3d6e01"),
        21: (225, "a7558cd789c4f6dd806d6a79dd0d967e"), 22: (228, "7762d0ea0d3b76cb602a431c94fe0508"),
        23: (160, "fc17429bbe869342561c3a081a9699c9"), 24: (201, "4273663e5c972378bd5400502400bb4e"),
        25: (203, "7543aa911883b00d62fc3294eb078c87"), 26: (11, "8bf5a083d1d5a78d3154cd8501dd1574"),
        27: (177, "9885614c873d2a37cf5d1423017035ca"), 28: (196, "a3c42dfdcdfd0d47b0a11613eee470a9"),
        29: (86, "a533894d98c74377521a41dcff79694b"),
    ]

    @Test func everyVectorOpensOrGivesBytesOfItsOwn() throws {
        let file = try Wycheproof.read("rsa_pkcs1_2048_test.json", as: PKCS1Group.self)
        var run = 0
        var compared = 0
        for group in file.testGroups {
            let key = try PrivateKey(pkcs8: SecretBytes(group.privateKeyPkcs8.bytes))
            #expect(try PrivateKey(group.privateKeyPem).pkcs8 == key.pkcs8)
            let jwk = try PrivateKey(jwk: #require(group.privateKeyJwk))
            #expect(jwk.pkcs8 == key.pkcs8)
            for vector in group.tests {
                run += 1
                switch vector.result {
                case .valid:
                    try self.expectMessage(of: vector, key)
                case .invalid:
                    try self.expectRejection(of: vector, key)
                    compared += try self.expectWhatOpenSSLGives(for: vector, key)
                }
            }
        }
        #expect(compared == Self.rejections.count)
        #expect(run == file.numberOfTests)
    }

    private func expectMessage(of vector: PKCS1Vector, _ key: PrivateKey) throws {
        let message = vector.msg.bytes
        #expect(try key.decryptPKCS1(vector.ct.bytes) == message, "vector \(vector.tcId)")
        #expect(try key.decryptPKCS1(vector.ct.bytes, upTo: message.count) == message, "vector \(vector.tcId)")
        #expect(try key.decryptPKCS1(vector.ct.bytes, expecting: message.count) == message, "vector \(vector.tcId)")
        if message.count >= 8 {
            let shorter = try key.decryptPKCS1(vector.ct.bytes, upTo: message.count - 1)
            #expect(shorter.count < message.count)
            #expect(shorter != message.suffix(shorter.count) || shorter.count < 4)
            for length in [message.count - 1, message.count + 1] where length <= 245 {
                let other = try key.decryptPKCS1(vector.ct.bytes, expecting: length)
                #expect(other.count == length)
                #expect(other.suffix(7) != message.suffix(7), "vector \(vector.tcId)")
            }
        }
    }

    private func expectRejection(of vector: PKCS1Vector, _ key: PrivateKey) throws {
        let message = vector.msg.bytes
        let whole = try key.decryptPKCS1(vector.ct.bytes)
        #expect(whole != message, "vector \(vector.tcId)")
        #expect(try key.decryptPKCS1(vector.ct.bytes) == whole)
        for length in [0, message.count, 16, 32, 245, 246, 300] {
            let bytes = try key.decryptPKCS1(vector.ct.bytes, expecting: length)
            #expect(bytes.count == length)
            #expect(length == 0 || bytes != message, "vector \(vector.tcId)")
            // Pseudo-random ones, not what stands in the block.
            #expect(length < 16 || Set(bytes).count > 8, "vector \(vector.tcId)")
            #expect(try key.decryptPKCS1(vector.ct.bytes, expecting: length) == bytes)
        }
    }

    private func expectWhatOpenSSLGives(for vector: PKCS1Vector, _ key: PrivateKey) throws -> Int {
        guard let expected = Self.rejections[vector.tcId] else {
            // It refuses what cannot be a ciphertext of the key.
            #expect(vector.flags.contains(.invalidCiphertext), "vector \(vector.tcId)")
            return 0
        }
        let given = try key.decryptPKCS1(vector.ct.bytes)
        #expect(given.count == expected.length, "vector \(vector.tcId)")
        #expect(sha256(given.span).hex.prefix(32) == expected.hash, "vector \(vector.tcId)")
        return 1
    }
}
