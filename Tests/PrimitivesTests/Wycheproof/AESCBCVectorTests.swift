import Primitives
import Testing

private struct CBCGroup: Decodable {
    enum Kind: String, Decodable { case indistinguishable = "IndCpaTest" }

    let type: Kind
    let tests: [CBCVector]
}

private struct CBCVector: Decodable {
    enum Flag: String, Decodable {
        case badPadding = "BadPadding"
        case noPadding = "NoPadding"
        case pseudorandom = "Pseudorandom"
    }

    let tcId: Int
    let flags: [Flag]
    let key, iv, msg, ct: HexBytes
    let result: VectorResult
}

@Suite(.enabled(if: Wycheproof.runs, Comment(rawValue: Wycheproof.absence)))
struct AESCBCVectorTests {
    @Test func everyVectorOpensAndSealsAsItShould() throws {
        let file = try Wycheproof.read("aes_cbc_pkcs5_test.json", as: CBCGroup.self)
        let vectors = file.testGroups.flatMap(\.tests)
        #expect(vectors.count == file.numberOfTests)
        for vector in vectors {
            let cipher = try AESCBC(key: SecretBytes(vector.key.bytes))
            let opened = SecretBuffer(capacity: 0)
            switch vector.result {
            case .valid:
                try cipher.open(vector.ct.bytes, iv: vector.iv.bytes, into: opened)
                #expect(opened.contents == vector.msg.bytes, "vector \(vector.tcId)")
                let again = try cipher.seal(vector.msg.bytes, iv: vector.iv.bytes)
                #expect(again == vector.ct.bytes, "vector \(vector.tcId)")
            case .invalid:
                #expect(throws: self.failure(of: vector), "vector \(vector.tcId)") {
                    try cipher.open(vector.ct.bytes, iv: vector.iv.bytes, into: opened)
                }
                #expect(opened.isEmpty)
            }
        }
    }

    private func failure(of vector: CBCVector) -> OpenFailure {
        vector.ct.bytes.isEmpty ? .truncated : .badPadding
    }
}
