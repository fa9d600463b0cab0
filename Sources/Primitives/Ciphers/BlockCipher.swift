/// CBC and ECB under one key: whole blocks, padded by us, contexts kept between messages.
///
/// Plaintext and padding are laid out first and enciphered in place by one call. `EVP_CipherInit_ex2`, which costs more
/// than the cipher, is called once: CBC chains on from the last block that went through, so its IV goes through first
/// when deciphering, and takes that block's place by an exclusive or when enciphering.
final class BlockCipher {
    /// Bytes of a block.
    let blockLength: Int

    /// Whether this is CBC.
    private let isChained: Bool
    private let method: CipherMethod
    private let key: SecretBytes
    private var opening: CipherContext?
    private var sealing: CipherContext?
    /// CBC: the last block that `sealing` gave.
    private var chain = SIMD16<UInt8>()

    /// - Parameter key: of the length that the cipher takes.
    init(_ method: CipherMethod, key: SecretBytes, blockLength: Int, isChained: Bool) {
        self.isChained = isChained
        self.method = method
        self.key = key
        self.blockLength = blockLength
    }

    /// Appends the plaintext of `ciphertext` without its padding.
    ///
    /// The padding is looked at once, in constant time. Nothing is appended on failure, and what the library had
    /// already written is wiped.
    ///
    /// - Parameter iv: 16 bytes for AES in CBC mode, nil in a mode that has none.
    func open(
        _ ciphertext: Span<UInt8>, iv: Span<UInt8>?, padding: BlockPadding, into output: SecretBuffer
    ) throws(OpenFailure) {
        guard !ciphertext.isEmpty else { throw .truncated }
        guard ciphertext.count.isMultiple(of: self.blockLength) else { throw .notWholeBlocks }
        guard ciphertext.count <= CipherContext.maximumLength else { throw .tooLong }
        try ciphertext.withUnsafeBytes { (bytes) throws(OpenFailure) in
            try output.appendUninitialized(bytes.count) { (room) throws(OpenFailure) in
                do throws(LibraryFault) {
                    let context = try self.contextForOpening()
                    // What the IV gives is overwritten by the plaintext.
                    if let iv { try context.update(iv, output: room.baseAddress) }
                    try context.update(bytes, output: room.baseAddress)
                } catch {
                    throw .library(error)
                }
                let blocks = UnsafeRawBufferPointer(room)
                guard let length = padding.plaintextLength(in: blocks, blockLength: self.blockLength) else {
                    throw .badPadding
                }
                return length
            }
        }
    }

    /// Appends the ciphertext of `plaintext` and its padding.
    func seal(
        _ plaintext: Span<UInt8>, iv: Span<UInt8>?, padding: BlockPadding, into output: inout [UInt8]
    ) throws(SealFailure) {
        guard plaintext.count <= CipherContext.maximumLength else { throw .tooLong }
        let length = padding.sealedLength(of: plaintext.count, blockLength: self.blockLength)
        do throws(LibraryFault) {
            let context = try self.contextForSealing()
            try plaintext.withUnsafeBytes { (bytes) throws(LibraryFault) in
                try output.appendUninitialized(length) { (room) throws(LibraryFault) in
                    room.copyMemory(from: bytes)
                    padding.fill(room, from: bytes.count)
                    if let iv { self.exchange(iv, in: room) }
                    do throws(LibraryFault) {
                        try context.update(UnsafeRawBufferPointer(room), output: room.baseAddress)
                    } catch {
                        cleanse(room)
                        // Who knows where it stopped.
                        self.sealing = nil
                        throw error
                    }
                    if iv != nil {
                        self.chain = room.loadUnaligned(fromByteOffset: length - 16, as: SIMD16<UInt8>.self)
                    }
                    return length
                }
            }
        } catch {
            throw .library(error)
        }
    }

    /// Lets the first block be enciphered as if `iv` had gone before it.
    private func exchange(_ iv: Span<UInt8>, in room: UnsafeMutableRawBufferPointer) {
        let iv = iv.bytes.unsafeLoadUnaligned(as: SIMD16<UInt8>.self)
        let first = room.loadUnaligned(as: SIMD16<UInt8>.self)
        room.storeBytes(of: first ^ iv ^ self.chain, as: SIMD16<UInt8>.self)
    }

    private func contextForOpening() throws(LibraryFault) -> CipherContext {
        if let context = self.opening { return context }
        let context = try self.context(.open)
        self.opening = context
        return context
    }

    private func contextForSealing() throws(LibraryFault) -> CipherContext {
        if let context = self.sealing { return context }
        let context = try self.context(.seal)
        self.sealing = context
        self.chain = SIMD16()
        return context
    }

    private func context(_ direction: CipherContext.Direction) throws(LibraryFault) -> CipherContext {
        let context = try CipherContext(self.method, key: self.key, direction: direction)
        try context.disablePadding()
        if self.isChained { try context.start(iv: InlineArray<16, UInt8>(repeating: 0).span) }
        return context
    }
}
