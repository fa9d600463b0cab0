/// AES Key Wrap (RFC 3394, KW of NIST SP 800-38F): a key under a key, authenticated, without an IV.
package enum AESKeyWrap {
    /// Bytes by which a wrapped key is longer than the key.
    package static let overhead = 8
    /// Half a block, in which keys are counted; two of them at least.
    private static let semiblock = 8
    private static let leastKeyLength = 16

    /// - Parameter key: 16 bytes or more, a multiple of 8.
    package static func wrap(_ key: SecretBytes, under kek: SecretBytes) throws(SealFailure) -> [UInt8] {
        guard AESMode.takesKey(ofLength: kek.count) else { throw .keyLength }
        guard key.count >= self.leastKeyLength, key.count.isMultiple(of: self.semiblock) else { throw .notWholeBlocks }
        guard key.count <= CipherContext.maximumLength else { throw .tooLong }
        var wrapped: [UInt8] = []
        do throws(LibraryFault) {
            let method = CipherMethod.aes(.wrap, keyLength: kek.count)
            let context = try CipherContext(method, key: kek, direction: .seal)
            try key.withUnsafeKey { (bytes) throws(LibraryFault) in
                try wrapped.appendUninitialized(key.count + self.overhead) { (room) throws(LibraryFault) in
                    try context.update(
                        UnsafeRawBufferPointer(start: bytes, count: key.count), output: room.baseAddress)
                }
            }
        } catch {
            throw .library(error)
        }
        return wrapped
    }

    /// The key that was wrapped; `OpenFailure.notAuthentic` when it was not wrapped under this one.
    package static func unwrap(_ wrapped: Span<UInt8>, under kek: SecretBytes) throws(OpenFailure) -> SecretBytes {
        guard AESMode.takesKey(ofLength: kek.count) else { throw .keyLength }
        guard wrapped.count >= self.leastKeyLength + self.overhead else { throw .truncated }
        guard wrapped.count.isMultiple(of: self.semiblock) else { throw .notWholeBlocks }
        guard wrapped.count <= CipherContext.maximumLength else { throw .tooLong }
        let context: CipherContext
        do throws(LibraryFault) {
            let method = CipherMethod.aes(.wrap, keyLength: kek.count)
            context = try CipherContext(method, key: kek, direction: .open)
        } catch {
            throw .library(error)
        }
        return try wrapped.withUnsafeBytes { (bytes) throws(OpenFailure) in
            try SecretBytes(count: bytes.count - self.overhead) { (room) throws(OpenFailure) in
                do throws(LibraryFault) {
                    try context.update(bytes, output: room.baseAddress)
                } catch {
                    // The library tells a wrong key by failing; the lengths it would fail for are checked above.
                    throw .notAuthentic
                }
            }
        }
    }
}
