import Primitives
import Testing

private struct WrapGroup: Decodable {
    enum Kind: String, Decodable { case wrap = "KeywrapTest" }

    let type: Kind
    let tests: [WrapVector]
}

private struct WrapVector: Decodable {
    enum Flag: String, Decodable {
        case counterOverflow = "CounterOverflow"
        case emptyKey = "EmptyKey"
        case modifiedIV = "ModifiedIv"
        case normal = "Normal"
        case shortKey = "ShortKey"
        case wrongDataSize = "WrongDataSize"
        case wrongWrappedSize = "InvalidWrappingSize"
    }

    /// `acceptable` are keys of 8 bytes, which RFC 3394 § 2 does not wrap: refused here.
    enum Result: String, Decodable {
        case valid, invalid, acceptable
    }

    let tcId: Int
    let flags: [Flag]
    let key, msg, ct: HexBytes
    let result: Result
}

@Suite(.enabled(if: Wycheproof.runs, Comment(rawValue: Wycheproof.absence)))
struct AESKeyWrapVectorTests {
    @Test func everyVectorUnwrapsAndWrapsAsItShould() throws {
        let file = try Wycheproof.read("aes_wrap_test.json", as: WrapGroup.self)
        let vectors = file.testGroups.flatMap(\.tests)
        #expect(vectors.count == file.numberOfTests)
        for vector in vectors {
            switch vector.result {
            case .valid:
                #expect(try AESKeyWrap.unwrap(vector.ct.bytes, under: vector.key.bytes) == vector.msg.bytes)
                #expect(try AESKeyWrap.wrap(vector.msg.bytes, under: vector.key.bytes) == vector.ct.bytes)
            case .invalid, .acceptable:
                if vector.result == .acceptable { #expect(vector.flags == [.shortKey]) }
                #expect(throws: self.failure(of: vector), "vector \(vector.tcId)") {
                    try AESKeyWrap.unwrap(vector.ct.bytes, under: vector.key.bytes)
                }
                guard vector.msg.bytes.count < 16 || !vector.msg.bytes.count.isMultiple(of: 8) else { continue }
                #expect(throws: SealFailure.notWholeBlocks, "vector \(vector.tcId)") {
                    try AESKeyWrap.wrap(vector.msg.bytes, under: vector.key.bytes)
                }
            }
        }
    }

    private func failure(of vector: WrapVector) -> OpenFailure {
        let length = vector.ct.bytes.count
        return length < 24 ? .truncated : length.isMultiple(of: 8) ? .notAuthentic : .notWholeBlocks
    }
}
