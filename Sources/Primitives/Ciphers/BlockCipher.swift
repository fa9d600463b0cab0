/// CBC and ECB under one key: whole blocks, padded by us, contexts kept between messages.
///
/// Plaintext and padding are laid out first and enciphered in place by one call, deciphering takes one as well.
final class BlockCipher {
    /// Bytes of a block.
    let blockLength: Int

    private let method: CipherMethod
    private let key: SecretBytes
    private var opening: CipherContext?
    private var sealing: CipherContext?

    /// - Parameter key: of the length that the cipher takes.
    init(_ method: CipherMethod, key: SecretBytes, blockLength: Int) {
        self.method = method
        self.key = key
        self.blockLength = blockLength
    }

    /// Appends the plaintext of `ciphertext` without its padding.
    ///
    /// The padding is looked at once, in constant time. Nothing is appended on failure, and what the library had
    /// already written is wiped.
    ///
    /// - Parameter iv: one block, or nil in a mode that has none.
    func open(
        _ ciphertext: Span<UInt8>, iv: Span<UInt8>?, padding: BlockPadding, into output: SecretBuffer
    ) throws(OpenFailure) {
        guard !ciphertext.isEmpty else { throw .truncated }
        guard ciphertext.count.isMultiple(of: self.blockLength) else { throw .notWholeBlocks }
        guard ciphertext.count <= CipherContext.maximumLength else { throw .tooLong }
        let context: CipherContext
        do throws(LibraryFault) {
            context = try self.start(self.contextForOpening(), iv: iv)
        } catch {
            throw .library(error)
        }
        try ciphertext.withUnsafeBytes { (bytes) throws(OpenFailure) in
            try output.appendUninitialized(bytes.count) { (room) throws(OpenFailure) in
                do throws(LibraryFault) {
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
            let context = try self.start(self.contextForSealing(), iv: iv)
            try plaintext.withUnsafeBytes { (bytes) throws(LibraryFault) in
                try output.appendUninitialized(length) { (room) throws(LibraryFault) in
                    room.copyMemory(from: bytes)
                    padding.fill(room, from: bytes.count)
                    do throws(LibraryFault) {
                        try context.update(UnsafeRawBufferPointer(room), output: room.baseAddress)
                    } catch {
                        cleanse(room)
                        throw error
                    }
                    return length
                }
            }
        } catch {
            throw .library(error)
        }
    }

    private func start(_ context: CipherContext, iv: Span<UInt8>?) throws(LibraryFault) -> CipherContext {
        if let iv { try context.start(iv: iv) } else { try context.start() }
        return context
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
        return context
    }

    private func context(_ direction: CipherContext.Direction) throws(LibraryFault) -> CipherContext {
        let context = try CipherContext(self.method, key: self.key, direction: direction)
        try context.disablePadding()
        return context
    }
}
