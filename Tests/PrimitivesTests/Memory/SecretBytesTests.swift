import Primitives
import Testing

struct SecretBytesTests {
    @Test func holdsACopy() {
        var source: [UInt8] = [1, 2, 3]
        let secret = SecretBytes(source)
        source[0] = 9
        #expect(secret == SecretBytes([1, 2, 3]))
        #expect(secret.count == 3)
    }

    @Test func mayBeEmpty() {
        #expect(SecretBytes([]) == SecretBytes([]))
        #expect(SecretBytes([]).count == 0)
    }

    @Test(
        arguments: [
            ([1, 2, 3], [1, 2, 3], true), ([1, 2, 3], [1, 2, 4], false), ([0, 2, 3], [1, 2, 3], false),
            ([1, 2], [1, 2, 3], false), ([], [], true), ([], [0], false),
        ] as [([UInt8], [UInt8], Bool)])
    func constantTimeComparisonIsEquality(left: [UInt8], right: [UInt8], equal: Bool) {
        #expect(areEqual(left, right) == equal)
        #expect((SecretBytes(left) == SecretBytes(right)) == equal)
    }

    @Test func randomBytesDiffer() throws {
        let first = try SecretBytes.random(count: 32)
        let second = try SecretBytes.random(count: 32)
        #expect(first.count == 32)
        #expect(first != second)
    }

    @Test func poolNeverHandsOutTheSameNonceTwice() throws {
        let pool = RandomPool()
        var seen: Set<[UInt8]> = []
        for index in 0..<10_000 {
            var nonce: [UInt8] = []
            try pool.append(index.isMultiple(of: 3) ? 16 : 12, to: &nonce)
            #expect(nonce.count == (index.isMultiple(of: 3) ? 16 : 12))
            seen.insert(Array(nonce.prefix(12)))
        }
        #expect(seen.count == 10_000)
    }

    @Test func poolServesMoreThanItHolds() throws {
        var bytes: [UInt8] = [7]
        try RandomPool().append(5_000, to: &bytes)
        #expect(bytes.count == 5_001 && bytes[0] == 7)
        #expect(Set(bytes).count > 200)
    }
}
