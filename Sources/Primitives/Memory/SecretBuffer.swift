/// A growable buffer for plaintext that one event loop reuses, wiped by `wipe()`, when it grows and on release.
///
/// Bytes beyond `count` never hold plaintext: whatever is cut off or given up is zeroed at once. A span taken from
/// `bytes` is void after the next append, truncation or wipe.
package final class SecretBuffer: Redacted {
    private var memory: SecretMemory
    private let inspector: SecretMemory.Inspector?
    private var filled = 0

    package convenience init(capacity: Int) {
        self.init(capacity: capacity, inspector: nil)
    }

    init(capacity: Int, inspector: SecretMemory.Inspector?) {
        self.memory = SecretMemory(count: max(capacity, 64))
        self.inspector = inspector
    }

    deinit {
        self.memory.release(self.inspector)
    }

    package var count: Int { self.filled }

    package var capacity: Int { self.memory.bytes.count }

    package var isEmpty: Bool { self.filled == 0 }

    package var bytes: Span<UInt8> {
        @_lifetime(borrow self)
        get {
            let filled = UnsafeRawBufferPointer(rebasing: self.memory.bytes[..<self.filled])
            return _overrideLifetime(Span<UInt8>(_unsafeBytes: filled), borrowing: self)
        }
    }

    /// Zeroes the contents and keeps the memory.
    package func wipe() {
        self.truncate(to: 0)
    }

    /// Cuts the contents to their first `length` bytes and zeroes the rest.
    package func truncate(to length: Int) {
        precondition(length >= 0 && length <= self.filled, "truncated to \(length) of \(self.filled) bytes")
        cleanse(UnsafeMutableRawBufferPointer(rebasing: self.memory.bytes[length..<self.filled]))
        self.filled = length
    }

    /// Makes room for `additional` more bytes; when it moves, the old memory is wiped.
    package func reserve(_ additional: Int) {
        precondition(additional >= 0, "a negative number of bytes")
        let needed = self.filled + additional
        guard needed > self.capacity else { return }
        self.move(toCapacity: max(needed, self.capacity * 2))
    }

    private func move(toCapacity capacity: Int) {
        let larger = SecretMemory(count: capacity)
        larger.bytes.copyMemory(from: UnsafeRawBufferPointer(rebasing: self.memory.bytes[..<self.filled]))
        self.memory.release(self.inspector)
        self.memory = larger
    }

    /// Whether `bytes` begin inside this buffer's memory.
    func owns(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let start = bytes.baseAddress, let memory = self.memory.bytes.baseAddress else { return false }
        return start >= UnsafeRawPointer(memory) && start < UnsafeRawPointer(memory + self.capacity)
    }

    /// Lets `body` change the contents in place.
    func update(_ body: (UnsafeMutableRawBufferPointer) -> Void) {
        body(UnsafeMutableRawBufferPointer(rebasing: self.memory.bytes[..<self.filled]))
    }

    /// Lets `body` write up to `maximum` bytes behind the contents and say how many it wrote.
    ///
    /// What `body` wrote beyond its answer is wiped; when it throws, all it wrote is wiped and nothing is appended.
    package func appendUninitialized<E>(
        _ maximum: Int, _ body: (UnsafeMutableRawBufferPointer) throws(E) -> Int
    ) throws(E) {
        self.reserve(maximum)
        let room = UnsafeMutableRawBufferPointer(rebasing: self.memory.bytes[self.filled..<(self.filled + maximum)])
        var written = 0
        defer {
            if written < maximum { cleanse(UnsafeMutableRawBufferPointer(rebasing: room[written...])) }
            self.filled += written
        }
        let claimed = try body(room)
        precondition(claimed >= 0 && claimed <= maximum, "wrote \(claimed) of at most \(maximum) bytes")
        written = claimed
    }
}
