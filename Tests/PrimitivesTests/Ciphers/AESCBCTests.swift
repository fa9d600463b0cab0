import TestSupport
import Testing

@testable import Primitives

struct AESCBCTests {
    private static let iv: [UInt8] = Array(1...16)

    @Test(arguments: [16, 24, 32])
    func opensWhatItSealed(keyLength: Int) throws {
        var random = SeededRandom(seed: UInt64(keyLength))
        let cipher = try AESCBC(key: SecretBytes(random.bytes(keyLength)))
        for length in [0, 1, 15, 16, 17, 31, 32, 1_000, 70_000] {
            let (text, iv) = (random.bytes(length), random.bytes(16))
            let sealed = try cipher.seal(text, iv: iv)
            #expect(sealed.count == (length / 16 + 1) * 16)
            let opened = SecretBuffer(capacity: 0)
            opened.append(7)
            try cipher.open(sealed, iv: iv, into: opened)
            #expect(opened.contents == [7] + text)
        }
    }

    @Test func reusedContextsAgreeWithFreshOnes() throws {
        var random = SeededRandom(seed: 2)
        let key = SecretBytes(random.bytes(24))
        let reused = try AESCBC(key: key)
        let buffer = SecretBuffer(capacity: 256)
        for index in 0..<10_000 {
            let (text, iv) = (random.bytes(index % 200), random.bytes(16))
            let sealed = try reused.seal(text, iv: iv)
            let sealedFresh = try AESCBC(key: key).seal(text, iv: iv)
            try #require(sealed == sealedFresh)
            // Whatever becomes of noise, it must not disturb the next message.
            if index.isMultiple(of: 5) { try? reused.open(random.bytes(48), iv: iv, into: buffer) }
            buffer.wipe()
            try reused.open(sealed, iv: iv, into: buffer)
            try #require(buffer.contents == text)
        }
    }

    @Test func refusesWhatIsNotWholeBlocks() throws {
        let cipher = try AESCBC(key: SecretBytes.random(count: 32))
        let buffer = SecretBuffer(capacity: 0)
        for length in 0..<48 where !length.isMultiple(of: 16) || length == 0 {
            #expect(throws: length == 0 ? OpenFailure.truncated : .notWholeBlocks) {
                try cipher.open([UInt8](repeating: 0, count: length), iv: Self.iv, into: buffer)
            }
        }
        #expect(throws: OpenFailure.ivLength) {
            try cipher.open([UInt8](repeating: 0, count: 16), iv: Array(Self.iv[..<12]), into: buffer)
        }
    }

    /// Blocks with wrong padding are sealed by turning the IV: CBC xors it into the first block.
    @Test func onlyStrictPaddingOpens() throws {
        let key = try SecretBytes.random(count: 32)
        let cipher = try AESCBC(key: key)
        let sealed = try cipher.seal([], iv: Self.iv)
        for (block, length) in PaddingCases.all {
            let iv = zip(Self.iv, block).map { $0 ^ $1 ^ 16 }
            let buffer = SecretBuffer(capacity: 0)
            buffer.append("before")
            if let length {
                try cipher.open(sealed, iv: iv, into: buffer)
                #expect(buffer.contents == Array("before".utf8) + block.dropLast(length))
            } else {
                #expect(throws: OpenFailure.badPadding) {
                    try cipher.open(sealed, iv: iv, into: buffer)
                }
                #expect(buffer.count == 6)
            }
        }
    }

    @Test func paddingAgreesWithItsDefinition() {
        var random = SeededRandom(seed: 3)
        for _ in 0..<20_000 {
            var block = random.bytes(16)
            let claimed = UInt8.random(in: 0...20, using: &random)
            let run = Int.random(in: 0...16, using: &random)
            for index in (16 - run)..<16 { block[index] = claimed }
            let last = Int(block[15])
            let isRight = (1...16).contains(last) && block.suffix(last).allSatisfy { Int($0) == last }
            let length = block.withUnsafeBytes { PKCS7.paddingLength(ofLastBlock: $0) }
            #expect(length == (isRight ? last : 0))
        }
    }
}

/// Last blocks, and the length of the padding of those that are right.
private enum PaddingCases {
    static var all: [([UInt8], Int?)] {
        var cases: [([UInt8], Int?)] = []
        for length in 1...16 {
            let right = [UInt8](repeating: 0xEE, count: 16 - length) + [UInt8](repeating: UInt8(length), count: length)
            cases.append((right, length))
            for place in (16 - length)..<15 {
                var wrong = right
                wrong[place] ^= 0x80
                cases.append((wrong, nil))
            }
        }
        for last in [0, 17, 32, 127, 128, 255] as [UInt8] { cases.append(([UInt8](repeating: last, count: 16), nil)) }
        return cases
    }
}
