import Primitives
import Testing

private struct MACGroup: Decodable {
    enum Kind: String, Decodable { case mac = "MacTest" }

    /// Bits of the tag that are compared.
    let tagSize: Int
    let type: Kind
    let tests: [MACVector]
}

private struct MACVector: Decodable {
    enum Flag: String, Decodable {
        case modifiedTag = "ModifiedTag"
        case pseudorandom = "Pseudorandom"
    }

    let tcId: Int
    let flags: [Flag]
    let key, msg, tag: HexBytes
    let result: VectorResult
}

@Suite(.enabled(if: Wycheproof.runs, Comment(rawValue: Wycheproof.absence)))
struct HMACVectorTests {
    @Test(arguments: [
        (HashAlgorithm.sha256, "hmac_sha256_test.json"), (.sha384, "hmac_sha384_test.json"),
        (.sha512, "hmac_sha512_test.json"),
    ])
    func everyVectorHasItsTagOrNot(hash: HashAlgorithm, name: String) throws {
        let file = try Wycheproof.read(name, as: MACGroup.self)
        var run = 0
        for group in file.testGroups {
            for vector in group.tests {
                let code = HMAC(hash, key: SecretBytes(vector.key.bytes)).authenticate(vector.msg.bytes)
                #expect(code.count == hash.length)
                #expect(vector.tag.bytes.count == group.tagSize / 8)
                let agrees = Array(code.prefix(group.tagSize / 8)) == vector.tag.bytes
                #expect(agrees == (vector.result == .valid), "vector \(vector.tcId)")
                if hash == .sha256 {
                    let digest = HMACSHA256(key: SecretBytes(vector.key.bytes)).authenticate(vector.msg.bytes)
                    #expect(digest.contents == code)
                }
                run += 1
            }
        }
        #expect(run == file.numberOfTests)
    }
}
