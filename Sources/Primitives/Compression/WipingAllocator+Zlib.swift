import CZlib

/// Memory for zlib that is zeroed before it is freed: its windows hold plaintext.
enum WipingAllocator {
    /// The size of an allocation stands in front of it; 16 bytes keep what follows aligned.
    private static let header = 16

    /// A stream that takes its memory from here.
    static func stream() -> z_stream {
        var stream = z_stream()
        stream.zalloc = { _, items, size in WipingAllocator.allocate(Int(items) * Int(size)) }
        stream.zfree = { _, address in WipingAllocator.free(address) }
        return stream
    }

    private static func allocate(_ count: Int) -> UnsafeMutableRawPointer {
        let memory = UnsafeMutableRawPointer.allocate(byteCount: count + self.header, alignment: self.header)
        memory.storeBytes(of: count, as: Int.self)
        return memory + self.header
    }

    private static func free(_ address: UnsafeMutableRawPointer?) {
        guard let address else { return }
        let memory = address - self.header
        cleanse(UnsafeMutableRawBufferPointer(start: address, count: memory.load(as: Int.self)))
        memory.deallocate()
    }
}
