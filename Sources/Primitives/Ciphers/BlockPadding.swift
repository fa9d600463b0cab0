/// What fills the last block of CBC and ECB.
package enum BlockPadding: Sendable {
    /// RFC 5652 § 6.3: always there, and looked at when a body is opened.
    case pkcs7
    /// Zero bytes up to a whole block; none when there is one already, a block of them for no plaintext at all.
    /// Opening cuts every zero byte at the end off, so a plaintext that ends in some does not come back.
    case zero

    /// Bytes that `length` bytes of plaintext are sealed to.
    func sealedLength(of length: Int, blockLength: Int) -> Int {
        switch self {
        case .pkcs7: (length / blockLength + 1) * blockLength
        case .zero: max((length + blockLength - 1) / blockLength, 1) * blockLength
        }
    }

    /// Fills what is behind the first `length` bytes.
    func fill(_ blocks: UnsafeMutableRawBufferPointer, from length: Int) {
        let rest = UnsafeMutableRawBufferPointer(rebasing: blocks[length...])
        switch self {
        case .pkcs7: rest.initializeMemory(as: UInt8.self, repeating: UInt8(rest.count))
        case .zero: rest.initializeMemory(as: UInt8.self, repeating: 0)
        }
    }

    /// The length of the plaintext in deciphered `blocks`, of which there is at least one; nil when the padding is
    /// wrong. Constant time in what the blocks hold.
    func plaintextLength(in blocks: UnsafeRawBufferPointer, blockLength: Int) -> Int? {
        switch self {
        case .pkcs7:
            let lastBlock = UnsafeRawBufferPointer(rebasing: blocks[(blocks.count - blockLength)...])
            let padding = PKCS7.paddingLength(ofLastBlock: lastBlock)
            return padding == 0 ? nil : blocks.count - padding
        case .zero:
            return Self.lengthBeforeZeros(blocks)
        }
    }

    /// One more than the place of the last byte that is not zero; every byte is looked at, and none branched on.
    private static func lengthBeforeZeros(_ blocks: UnsafeRawBufferPointer) -> Int {
        var length = 0
        for index in 0..<blocks.count {
            // All ones unless the byte is zero: 0 - 1 borrows, and nothing else does.
            let isSet = ~((Int(blocks[index]) &- 1) >> 8)
            length = length & ~isSet | (index &+ 1) & isSet
        }
        return length
    }
}
