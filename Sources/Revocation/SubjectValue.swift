import Glibc

/// The bytes of a token or reference, zeroed when the last holder lets go.
///
/// `@unchecked Sendable`: the memory is written once in `init`, before the object is shared, and zeroed in `deinit`,
/// when nobody else can reach it; in between it is only read.
package final class SubjectValue: @unchecked Sendable {
    private let storage: UnsafeRawBufferPointer

    package init(copying bytes: Span<UInt8>) {
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: max(bytes.count, 1), alignment: 1)
        bytes.withUnsafeBytes { memory.copyMemory(from: $0) }
        self.storage = UnsafeRawBufferPointer(rebasing: memory[..<bytes.count])
    }

    deinit {
        let memory = UnsafeMutableRawPointer(mutating: self.storage.baseAddress!)
        explicit_bzero(memory, self.storage.count)
        memory.deallocate()
    }

    package var count: Int { self.storage.count }

    package var bytes: Span<UInt8> {
        @_lifetime(borrow self)
        get {
            let span = Span<UInt8>(_unsafeBytes: self.storage)
            return _overrideLifetime(span, borrowing: self)
        }
    }
}
