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
struct HMACSHA256VectorTests {
    @Test func everyVectorHasItsTagOrNot() throws {
        let file = try Wycheproof.read("hmac_sha256_test.json", as: MACGroup.self)
        var run = 0
        for group in file.testGroups {
            for vector in group.tests {
                let digest = HMACSHA256(key: SecretBytes(vector.key.bytes)).authenticate(vector.msg.bytes.span)
                #expect(vector.tag.bytes.count == group.tagSize / 8)
                let agrees = Array(digest.contents.prefix(group.tagSize / 8)) == vector.tag.bytes
                #expect(agrees == (vector.result == .valid), "vector \(vector.tcId)")
                run += 1
            }
        }
        #expect(run == file.numberOfTests)
    }
}
