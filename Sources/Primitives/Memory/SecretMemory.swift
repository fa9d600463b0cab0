/// One heap allocation for secrets, zeroed before it goes back to the allocator.
///
/// Owned by exactly one object, which calls `release()` once, in its `deinit`. A plain struct and not a noncopyable
/// one: a class then reads the address without a run-time exclusivity check.
struct SecretMemory {
    /// Sees the bytes after they are wiped and before they are freed.
    typealias Inspector = @Sendable (UnsafeRawBufferPointer) -> Void

    let bytes: UnsafeMutableRawBufferPointer

    /// Zero-filled memory of `count` bytes; an empty one still has an address, which libcrypto asks for.
    init(count: Int) {
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: max(count, 1), alignment: 16)
        memory.initializeMemory(as: UInt8.self, repeating: 0)
        self.bytes = UnsafeMutableRawBufferPointer(rebasing: memory[..<count])
    }

    func release(_ inspector: Inspector? = nil) {
        cleanse(self.bytes)
        inspector?(UnsafeRawBufferPointer(self.bytes))
        self.bytes.baseAddress?.deallocate()
    }
}
