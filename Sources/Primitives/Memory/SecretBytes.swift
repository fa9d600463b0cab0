/// Immutable secret bytes (a key, a token), zeroed when the last holder lets go, and never printable.
///
/// `@unchecked Sendable`: the memory is written only inside `init`, before the object is shared, and by its release,
/// when nobody holds it any more; in between it is read-only.
package final class SecretBytes: @unchecked Sendable, Redacted {
    private let memory: SecretMemory
    private let inspector: SecretMemory.Inspector?

    package convenience init(copying bytes: Span<UInt8>) {
        self.init(copying: bytes, inspector: nil)
    }

    init(copying bytes: Span<UInt8>, inspector: SecretMemory.Inspector?) {
        self.memory = SecretMemory(count: bytes.count)
        self.inspector = inspector
        bytes.withUnsafeBytes { self.memory.bytes.copyMemory(from: $0) }
    }

    /// Bytes that `fill` writes into zeroed memory; what it wrote before it threw is wiped.
    init<E>(count: Int, filledBy fill: (UnsafeMutableRawBufferPointer) throws(E) -> Void) throws(E) {
        self.memory = SecretMemory(count: count)
        self.inspector = nil
        try fill(self.memory.bytes)
    }

    deinit {
        self.memory.release(self.inspector)
    }

    /// Fresh secret bytes from the library's generator for private values.
    package static func random(count: Int) throws(RandomFailure) -> SecretBytes {
        try SecretBytes(count: count) { (room) throws(RandomFailure) in
            try fillWithRandomBytes(room, use: .secret)
        }
    }

    package var count: Int { self.memory.bytes.count }

    package var bytes: Span<UInt8> {
        @_lifetime(borrow self)
        get {
            let span = Span<UInt8>(_unsafeBytes: UnsafeRawBufferPointer(self.memory.bytes))
            return _overrideLifetime(span, borrowing: self)
        }
    }

    /// The bytes at an address that is never nil, as libcrypto wants its keys.
    func withUnsafeKey<R: ~Copyable, E>(_ body: (UnsafePointer<UInt8>) throws(E) -> R) throws(E) -> R {
        // SecretMemory gives even an empty allocation an address.
        try body(self.memory.bytes.baseAddress!.assumingMemoryBound(to: UInt8.self))
    }
}

extension SecretBytes: Equatable {
    /// Constant time in the contents; the lengths may leak.
    package static func == (left: SecretBytes, right: SecretBytes) -> Bool {
        constantTimeEquals(left.bytes, right.bytes)
    }
}
