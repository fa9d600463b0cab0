/// A growable buffer for plaintext that one event loop reuses, wiped by `wipe()`, when it grows and on release.
///
/// Bytes beyond `count` never hold plaintext: whatever is cut off or given up is zeroed at once. A span taken from
/// `bytes` is void after the next append, truncation or wipe.
package final class SecretBuffer: Redacted {
    private var memory: SecretMemory
    private let inspector: SecretMemory.Inspector?
    package private(set) var count = 0

    package convenience init(capacity: Int) {
        self.init(capacity: capacity, inspector: nil)
    }

    init(capacity: Int, inspector: SecretMemory.Inspector?) {
        self.memory = SecretMemory(count: max(capacity, 64), inspector: inspector)
        self.inspector = inspector
    }

    package var capacity: Int { self.memory.bytes.count }

    package var isEmpty: Bool { self.count == 0 }

    package var bytes: Span<UInt8> {
        @_lifetime(borrow self)
        get {
            let filled = UnsafeRawBufferPointer(rebasing: self.memory.bytes[..<self.count])
            return _overrideLifetime(Span<UInt8>(_unsafeBytes: filled), borrowing: self)
        }
    }

    /// Zeroes the contents and keeps the memory.
    package func wipe() {
        self.truncate(to: 0)
    }

    /// Cuts the contents to their first `length` bytes and zeroes the rest.
    package func truncate(to length: Int) {
        precondition(length >= 0 && length <= self.count, "truncated to \(length) of \(self.count) bytes")
        cleanse(UnsafeMutableRawBufferPointer(rebasing: self.memory.bytes[length..<self.count]))
        self.count = length
    }

    /// Makes room for `additional` more bytes; when it moves, the old memory is wiped.
    package func reserve(_ additional: Int) {
        precondition(additional >= 0, "a negative number of bytes")
        let needed = self.count + additional
        guard needed > self.capacity else { return }
        self.move(toCapacity: max(needed, self.capacity * 2))
    }

    private func move(toCapacity capacity: Int) {
        let larger = SecretMemory(count: capacity, inspector: self.inspector)
        larger.bytes.copyMemory(from: UnsafeRawBufferPointer(rebasing: self.memory.bytes[..<self.count]))
        self.memory = larger
    }

    /// Lets `body` change the contents in place.
    func update(_ body: (UnsafeMutableRawBufferPointer) -> Void) {
        body(UnsafeMutableRawBufferPointer(rebasing: self.memory.bytes[..<self.count]))
    }

    /// Lets `body` write up to `maximum` bytes behind the contents and say how many it wrote.
    ///
    /// What `body` wrote beyond its answer is wiped; when it throws, all it wrote is wiped and nothing is appended.
    package func appendUninitialized<E>(
        _ maximum: Int, _ body: (UnsafeMutableRawBufferPointer) throws(E) -> Int
    ) throws(E) {
        self.reserve(maximum)
        let room = UnsafeMutableRawBufferPointer(rebasing: self.memory.bytes[self.count..<(self.count + maximum)])
        var written = 0
        defer {
            if written < maximum { cleanse(UnsafeMutableRawBufferPointer(rebasing: room[written...])) }
            self.count += written
        }
        let claimed = try body(room)
        precondition(claimed >= 0 && claimed <= maximum, "wrote \(claimed) of at most \(maximum) bytes")
        written = claimed
    }
}
