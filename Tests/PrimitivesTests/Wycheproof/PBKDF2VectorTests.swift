import Primitives
import Testing

private struct DerivationGroup: Decodable {
    enum Kind: String, Decodable { case derivation = "PbkdfTest" }

    let type: Kind
    let tests: [DerivationVector]
}

private struct DerivationVector: Decodable {
    let tcId: Int
    let flags: [PasswordFlag]
    let password, salt, dk: HexBytes
    let iterationCount, dkLen: Int
    let result: VectorResult
}

private struct EncryptionGroup: Decodable {
    enum Kind: String, Decodable { case encryption = "PbeTest" }

    let type: Kind
    let tests: [EncryptionVector]
}

/// PBES2 (RFC 8018 § 6.2): the body is AES-CBC under a key from PBKDF2, which is as long as the cipher asks.
private struct EncryptionVector: Decodable {
    let tcId: Int
    let flags: [PasswordFlag]
    let password, salt, iv, msg, ct: HexBytes
    let iterationCount: Int
    let result: VectorResult
}

private enum PasswordFlag: String, Decodable {
    case ascii = "Ascii"
    case bmpString = "BmpString"
    case notUTF8 = "NonUtf8"
    case printable = "Printable"
    case pseudorandom = "Pseudorandom"
    case rfc7914 = "Rfc7914"
    case utf8 = "Utf8"
}

@Suite(.enabled(if: Wycheproof.runs, Comment(rawValue: Wycheproof.absence)))
struct PBKDF2VectorTests {
    @Test(arguments: [
        (HashAlgorithm.sha256, "pbkdf2_hmacsha256_test.json"), (.sha512, "pbkdf2_hmacsha512_test.json"),
    ])
    func everyVectorDerivesItsKey(hash: HashAlgorithm, name: String) throws {
        let file = try Wycheproof.read(name, as: DerivationGroup.self)
        let vectors = file.testGroups.flatMap(\.tests)
        #expect(vectors.count == file.numberOfTests)
        for vector in vectors {
            #expect(vector.result == .valid)
            let key = pbkdf2(
                hash, password: SecretBytes(vector.password.bytes), salt: vector.salt.bytes.span,
                iterations: vector.iterationCount, length: vector.dkLen)
            #expect(key.contents == vector.dk.bytes, "vector \(vector.tcId)")
        }
    }

    @Test(arguments: [
        (HashAlgorithm.sha256, 16, "pbes2_hmacsha256_aes_128_test.json"),
        (.sha256, 32, "pbes2_hmacsha256_aes_256_test.json"), (.sha512, 32, "pbes2_hmacsha512_aes_256_test.json"),
    ])
    func everyVectorOpensAndSeals(hash: HashAlgorithm, keyLength: Int, name: String) throws {
        let file = try Wycheproof.read(name, as: EncryptionGroup.self)
        let vectors = file.testGroups.flatMap(\.tests)
        #expect(vectors.count == file.numberOfTests)
        for vector in vectors {
            #expect(vector.result == .valid)
            let key = pbkdf2(
                hash, password: SecretBytes(vector.password.bytes), salt: vector.salt.bytes.span,
                iterations: vector.iterationCount, length: keyLength)
            let cipher = try AESCBC(key: key)
            let opened = try cipher.open(vector.ct.bytes, iv: vector.iv.bytes, padding: .pkcs7)
            #expect(opened == vector.msg.bytes, "vector \(vector.tcId)")
            #expect(try cipher.seal(vector.msg.bytes, iv: vector.iv.bytes) == vector.ct.bytes)
        }
    }
}
