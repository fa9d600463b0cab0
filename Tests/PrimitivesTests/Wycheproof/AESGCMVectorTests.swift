import Primitives
import Testing

private struct GCMGroup: Decodable {
    enum Kind: String, Decodable { case aead = "AeadTest" }

    /// Lengths in bits.
    let ivSize: Int
    let tagSize: Int
    let type: Kind
    let tests: [GCMVector]
}

private struct GCMVector: Decodable {
    enum Flag: String, Decodable {
        case counterWrap = "CounterWrap"
        case known = "Ktv"
        case longIV = "LongIv"
        case modifiedTag = "ModifiedTag"
        case pseudorandom = "Pseudorandom"
        case smallIV = "SmallIv"
        case special = "SpecialCase"
        case zeroLengthIV = "ZeroLengthIv"
    }

    let tcId: Int
    let flags: [Flag]
    let key, iv, aad, msg, ct, tag: HexBytes
    let result: VectorResult
}

@Suite(.enabled(if: Wycheproof.runs, Comment(rawValue: Wycheproof.absence)))
struct AESGCMVectorTests {
    @Test func everyVectorOpensAndSealsAsItShould() throws {
        let file = try Wycheproof.read("aes_gcm_test.json", as: GCMGroup.self)
        var run = 0
        var unsupported = 0
        for group in file.testGroups {
            #expect(group.tagSize == AESGCM.tagLength * 8)
            for vector in group.tests {
                if AESGCM.ivLengths.contains(group.ivSize / 8) {
                    try self.check(vector)
                    run += 1
                } else {
                    #expect(throws: CipherSetupFailure.ivLength(group.ivSize / 8)) {
                        try AESGCM(key: SecretBytes(vector.key.bytes), ivLength: group.ivSize / 8)
                    }
                    unsupported += 1
                }
            }
        }
        // IVs of other lengths than 12 and 16 bytes are not supported by design.
        #expect(unsupported == 61)
        #expect(run == 255)
        #expect(run + unsupported == file.numberOfTests)
    }

    private func check(_ vector: GCMVector) throws {
        let cipher = try AESGCM(key: SecretBytes(vector.key.bytes), ivLength: vector.iv.bytes.count)
        let sealed = vector.ct.bytes + vector.tag.bytes
        let opened = SecretBuffer(capacity: 0)
        switch vector.result {
        case .valid:
            try cipher.open(sealed, iv: vector.iv.bytes, aad: vector.aad.bytes, into: opened)
            #expect(opened.contents == vector.msg.bytes, "vector \(vector.tcId)")
            let again = try cipher.seal(vector.msg.bytes, iv: vector.iv.bytes, aad: vector.aad.bytes)
            #expect(again == sealed, "vector \(vector.tcId)")
        case .invalid:
            #expect(throws: OpenFailure.notAuthentic, "vector \(vector.tcId)") {
                try cipher.open(sealed, iv: vector.iv.bytes, aad: vector.aad.bytes, into: opened)
            }
            #expect(opened.isEmpty)
        }
    }
}
