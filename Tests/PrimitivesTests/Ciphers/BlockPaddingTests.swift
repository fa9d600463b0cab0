import TestSupport
import Testing

@testable import Primitives

struct BlockPaddingTests {
    @Test(arguments: [8, 16])
    func sealedLengthsAreWholeBlocks(blockLength: Int) {
        #expect(BlockPadding.pkcs7.sealedLength(of: 0, blockLength: blockLength) == blockLength)
        #expect(BlockPadding.pkcs7.sealedLength(of: blockLength - 1, blockLength: blockLength) == blockLength)
        #expect(BlockPadding.pkcs7.sealedLength(of: blockLength, blockLength: blockLength) == 2 * blockLength)
        #expect(BlockPadding.zero.sealedLength(of: 0, blockLength: blockLength) == blockLength)
        #expect(BlockPadding.zero.sealedLength(of: 1, blockLength: blockLength) == blockLength)
        #expect(BlockPadding.zero.sealedLength(of: blockLength, blockLength: blockLength) == blockLength)
        #expect(BlockPadding.zero.sealedLength(of: blockLength + 1, blockLength: blockLength) == 2 * blockLength)
    }

    @Test(arguments: [8, 16])
    func everyZeroAtTheEndIsPadding(blockLength: Int) {
        var random = SeededRandom(seed: UInt64(blockLength))
        for round in 0..<5_000 {
            var blocks = random.bytes(blockLength * (round % 4 + 1))
            let zeros = Int.random(in: 0...blocks.count, using: &random)
            for place in (blocks.count - zeros)..<blocks.count { blocks[place] = 0 }
            let expected = (blocks.lastIndex { $0 != 0 } ?? -1) + 1
            let length = blocks.withUnsafeBytes {
                BlockPadding.zero.plaintextLength(in: $0, blockLength: blockLength)
            }
            #expect(length == expected)
        }
    }

    @Test func everyByteButZeroEndsThePlaintext() {
        for byte in UInt8(1)...255 {
            let block: [UInt8] = [1, byte, 0, 0, 0, 0, 0, 0]
            let length = block.withUnsafeBytes { BlockPadding.zero.plaintextLength(in: $0, blockLength: 8) }
            #expect(length == 2)
        }
    }

    /// Only the last block is looked at, whatever stands before it.
    @Test func paddingOfEightByteBlocksAgreesWithItsDefinition() {
        var random = SeededRandom(seed: 9)
        for _ in 0..<20_000 {
            var block = random.bytes(8)
            let claimed = UInt8.random(in: 0...17, using: &random)
            let run = Int.random(in: 0...8, using: &random)
            for index in (8 - run)..<8 { block[index] = claimed }
            let last = Int(block[7])
            let isRight = (1...8).contains(last) && block.suffix(last).allSatisfy { Int($0) == last }
            let length = (random.bytes(8) + block).withUnsafeBytes {
                BlockPadding.pkcs7.plaintextLength(in: $0, blockLength: 8)
            }
            #expect(length == (isRight ? 16 - last : nil))
        }
    }
}
