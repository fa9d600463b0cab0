import Primitives
import Testing

private struct AEADGroup: Decodable {
    enum Kind: String, Decodable { case aead = "AeadTest" }

    /// Lengths in bits.
    let ivSize: Int
    let keySize: Int
    let tagSize: Int
    let type: Kind
    let tests: [AEADVector]
}

private struct AEADVector: Decodable {
    enum Flag: String, Decodable {
        case known = "Ktv"
        case modifiedTag = "ModifiedTag"
        case pseudorandom = "Pseudorandom"
        case specialIV = "SpecialCaseIv"
    }

    let tcId: Int
    let flags: [Flag]
    let key, iv, aad, msg, ct, tag: HexBytes
    let result: VectorResult
}

@Suite(.enabled(if: Wycheproof.runs, Comment(rawValue: Wycheproof.absence)))
struct AESCBCHMACVectorTests {
    @Test(arguments: ["a128cbc_hs256_test.json", "a192cbc_hs384_test.json", "a256cbc_hs512_test.json"])
    func everyVectorOpensAndSealsAsItShould(name: String) throws {
        let file = try Wycheproof.read(name, as: AEADGroup.self)
        var run = 0
        for group in file.testGroups {
            for vector in group.tests {
                let cipher = try AESCBCHMAC(key: SecretBytes(vector.key.bytes))
                #expect(cipher.tagLength * 8 == group.tagSize)
                try self.check(cipher, vector)
                run += 1
            }
        }
        #expect(run == file.numberOfTests)
    }

    private func check(_ cipher: AESCBCHMAC, _ vector: AEADVector) throws {
        let (iv, aad) = (vector.iv.bytes, vector.aad.bytes)
        let opened = SecretBuffer(capacity: 0)
        switch vector.result {
        case .valid:
            try cipher.open(vector.ct.bytes, iv: iv, aad: aad, tag: vector.tag.bytes, into: opened)
            #expect(opened.contents == vector.msg.bytes, "vector \(vector.tcId)")
            let again = try cipher.seal(vector.msg.bytes, iv: iv, aad: aad)
            #expect(again == (vector.ct.bytes, vector.tag.bytes), "vector \(vector.tcId)")
        case .invalid:
            #expect(throws: OpenFailure.notAuthentic, "vector \(vector.tcId)") {
                try cipher.open(vector.ct.bytes, iv: iv, aad: aad, tag: vector.tag.bytes, into: opened)
            }
            #expect(opened.isEmpty)
        }
    }
}
