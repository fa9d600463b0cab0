/// One heap allocation that is zeroed before it goes back to the allocator.
struct SecretMemory: ~Copyable {
    /// Sees the bytes after they are wiped and before they are freed.
    typealias Inspector = @Sendable (UnsafeRawBufferPointer) -> Void

    let bytes: UnsafeMutableRawBufferPointer
    private let inspector: Inspector?

    /// Zero-filled memory of `count` bytes; an empty one still has an address, which libcrypto asks for.
    init(count: Int, inspector: Inspector? = nil) {
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: max(count, 1), alignment: 16)
        memory.initializeMemory(as: UInt8.self, repeating: 0)
        self.bytes = UnsafeMutableRawBufferPointer(rebasing: memory[..<count])
        self.inspector = inspector
    }

    deinit {
        cleanse(self.bytes)
        self.inspector?(UnsafeRawBufferPointer(self.bytes))
        self.bytes.baseAddress?.deallocate()
    }
}
