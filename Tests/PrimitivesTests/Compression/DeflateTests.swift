import Primitives
import TestSupport
import Testing

struct DeflateTests {
    @Test func inflatesWhatItDeflated() throws {
        var random = SeededRandom(seed: 6)
        for length in [0, 1, 150, 16_383, 16_384, 16_385, 100_000] {
            for text in [random.bytes(length), [UInt8](repeating: 65, count: length)] {
                let deflated = Deflate.deflate(text.span)
                let output = SecretBuffer(capacity: 0)
                output.append(7)
                try Deflate.inflate(deflated, limit: length, into: output)
                #expect(output.contents == [7] + text)
            }
        }
    }

    /// RFC 1951 § 3.2.4 and § 3.2.6: one block without compression, and one with fixed codes.
    @Test(arguments: [
        ([0x01, 0x03, 0x00, 0xFC, 0xFF, 0x61, 0x62, 0x63] as [UInt8], "abc"), ([0x03, 0x00], ""),
        ([0x4B, 0x4C, 0x4A, 0x06, 0x00], "abc"),
    ])
    func inflatesTheStandardsBlocks(data: [UInt8], text: String) throws {
        let output = SecretBuffer(capacity: 0)
        try Deflate.inflate(data, limit: 100, into: output)
        #expect(output.contents == Array(text.utf8))
    }

    @Test func inflatesUpToTheLimitAndNoFurther() throws {
        for length in [1, 150, 16_383, 16_384, 16_385, 50_000] {
            let deflated = Deflate.deflate([UInt8](repeating: 0, count: length).span)
            let output = SecretBuffer(capacity: 0)
            try Deflate.inflate(deflated, limit: length, into: output)
            #expect(output.count == length)
            self.expect(.tooLong, deflated, limit: length - 1)
            self.expect(.tooLong, deflated, limit: 0)
        }
    }

    /// A megabyte for a kilobyte: memory grows to the limit and not to what the bomb holds.
    @Test func bombsAreLeftWhereTheyAre() {
        let bomb = Deflate.deflate([UInt8](repeating: 0, count: 64 << 20).span)
        #expect(bomb.count < 70_000)
        let output = SecretBuffer(capacity: 0)
        #expect(throws: InflateFailure.tooLong) { try Deflate.inflate(bomb, limit: 65_536, into: output) }
        #expect(output.isEmpty)
        #expect(output.capacity <= 4 * 65_536)
    }

    @Test func everyTruncationIsRefused() {
        var random = SeededRandom(seed: 7)
        let deflated = Deflate.deflate((random.bytes(40) + [UInt8](repeating: 1, count: 60)).span)
        for length in 0..<deflated.count { self.expect(.truncated, Array(deflated[..<length]), limit: 1_000) }
    }

    @Test func bytesBehindTheStreamAreRefused() {
        let deflated = Deflate.deflate([1, 2, 3].span)
        self.expect(.trailingBytes, deflated + [0], limit: 3)
        self.expect(.trailingBytes, deflated + deflated, limit: 1_000)
    }

    /// A reserved kind of block, a length that its complement denies, a distance before the beginning; and the headers
    /// of zlib and gzip, which RFC 7516 does not ask for.
    @Test(arguments: [
        [0x07] as [UInt8], [0x01, 0x03, 0x00, 0xFC, 0xFE, 0x61], [0x4B, 0x04, 0x61], [0x78, 0x9C, 0x03, 0x00, 0x00],
        [0x1F, 0x8B, 0x08, 0x00],
    ])
    func whatIsNoStreamIsRefused(data: [UInt8]) {
        self.expect(.malformed, data, limit: 1_000)
    }

    @Test func noiseDoesNoHarm() {
        var random = SeededRandom(seed: 8)
        for round in 0..<20_000 {
            let output = SecretBuffer(capacity: 0)
            try? Deflate.inflate(random.bytes(round % 60), limit: 500, into: output)
            #expect(output.count <= 500)
        }
    }

    private func expect(_ failure: InflateFailure, _ data: [UInt8], limit: Int) {
        let output = SecretBuffer(capacity: 0)
        output.append("before")
        #expect(throws: failure) { try Deflate.inflate(data, limit: limit, into: output) }
        #expect(output.count == 6)
    }
}
