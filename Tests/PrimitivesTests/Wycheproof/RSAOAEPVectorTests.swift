import Primitives
import Testing

private struct OAEPGroup: Decodable {
    enum Kind: String, Decodable { case decrypt = "RsaesOaepDecrypt" }
    enum MaskGeneration: String, Decodable { case mgf1 = "MGF1" }

    let type: Kind
    let mgf: MaskGeneration
    let keySize: Int
    let sha, mgfSha: VectorHash
    let privateKeyPkcs8: HexBytes
    let privateKeyPem: String
    let privateKeyJwk: JWKParameters?
    let tests: [OAEPVector]
}

private struct OAEPVector: Decodable {
    enum Flag: String, Decodable {
        case constructed = "Constructed"
        case invalidCiphertext = "InvalidCiphertext"
        case invalidPadding = "InvalidOaepPadding"
        case label = "EncryptionWithLabel"
        case normal = "Normal"
        case smallInteger = "SmallIntegerCiphertext"
        case smallModulus = "SmallModulus"
    }

    let tcId: Int
    let flags: [Flag]
    let msg, ct, label: HexBytes
    let result: JudgedResult
}

/// The hashes these files name; nobody uses SHA-224 with us.
enum VectorHash: String, Decodable {
    case sha1 = "SHA-1"
    case sha224 = "SHA-224"
    case sha256 = "SHA-256"
    case sha384 = "SHA-384"
    case sha512 = "SHA-512"

    var algorithm: HashAlgorithm? {
        switch self {
        case .sha1: .sha1
        case .sha224: nil
        case .sha256: .sha256
        case .sha384: .sha384
        case .sha512: .sha512
        }
    }
}

@Suite(.enabled(if: Wycheproof.runs, Comment(rawValue: Wycheproof.absence)))
struct RSAOAEPVectorTests {
    /// Tests of a file that are left out, because they are of SHA-224.
    static let files = [
        "rsa_oaep_2048_sha1_mgf1sha1": 0, "rsa_oaep_2048_sha256_mgf1sha1": 0, "rsa_oaep_2048_sha256_mgf1sha256": 0,
        "rsa_oaep_2048_sha384_mgf1sha384": 0, "rsa_oaep_2048_sha512_mgf1sha512": 0,
        "rsa_oaep_3072_sha256_mgf1sha256": 0, "rsa_oaep_4096_sha256_mgf1sha256": 0, "rsa_oaep_misc": 123,
    ]

    @Test(arguments: files.keys.sorted())
    func everyVectorOpensOrDoesNot(name: String) throws {
        let file = try Wycheproof.read("\(name)_test.json", as: OAEPGroup.self)
        var run = 0
        var leftOut = 0
        for group in file.testGroups {
            guard let hash = group.sha.algorithm, let mgf = group.mgfSha.algorithm else {
                leftOut += group.tests.count
                continue
            }
            let keys = try self.keys(of: group)
            for vector in group.tests {
                for key in keys { try self.check(vector, key, hash, mgf) }
                run += 1
            }
        }
        #expect(leftOut == Self.files[name])
        #expect(run + leftOut == file.numberOfTests)
    }

    /// The key of the group from everything it is written as.
    private func keys(of group: OAEPGroup) throws -> [PrivateKey] {
        let pkcs8 = SecretBytes(group.privateKeyPkcs8.bytes)
        if group.keySize < 2048 {
            #expect(throws: PublicKeyFailure.rsaLength(group.keySize)) { try PrivateKey(pkcs8: pkcs8) }
        }
        var keys = [try PrivateKey(pkcs8: pkcs8, allowingShort: true)]
        if let jwk = group.privateKeyJwk { keys.append(try PrivateKey(jwk: jwk, allowingShort: true)) }
        for key in keys {
            #expect(key.kind == .rsa(bits: group.keySize))
            #expect(key.pkcs8.array == group.privateKeyPkcs8.bytes)
        }
        return keys
    }

    private func check(_ vector: OAEPVector, _ key: PrivateKey, _ hash: HashAlgorithm, _ mgf: HashAlgorithm) throws {
        switch vector.result {
        // Acceptable are ciphertexts that are very small numbers, which RFC 8017 does not except.
        case .valid, .acceptable:
            #expect(vector.result == .valid || vector.flags.contains(.smallInteger))
            let opened = try key.decryptOAEP(vector.ct.bytes, hash: hash, mgf: mgf, label: vector.label.bytes)
            #expect(opened == vector.msg.bytes, "vector \(vector.tcId)")
        case .invalid:
            #expect(throws: PublicKeyFailure.notDecrypted, "vector \(vector.tcId)") {
                try key.decryptOAEP(vector.ct.bytes, hash: hash, mgf: mgf, label: vector.label.bytes)
            }
        }
    }
}
