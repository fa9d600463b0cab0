import Synchronization
import Testing

@testable import Primitives

/// What memory held when it went back to the allocator.
private final class ReleasedMemory: Sendable {
    private let seen = Mutex<[[UInt8]]>([])

    var released: [[UInt8]] { self.seen.withLock { $0 } }

    func note(_ bytes: UnsafeRawBufferPointer) {
        let copy = Array(bytes)
        self.seen.withLock { $0.append(copy) }
    }
}

struct SecretMemoryTests {
    @Test func bytesAreZeroedBeforeTheyAreFreed() {
        let memory = ReleasedMemory()
        let secret: [UInt8] = Array("a token nobody may see".utf8)
        do {
            let bytes = SecretBytes(copying: secret.span, inspector: memory.note)
            #expect(bytes == SecretBytes(secret))
            #expect(memory.released.isEmpty)
        }
        #expect(memory.released == [[UInt8](repeating: 0, count: secret.count)])
    }

    @Test func bufferIsZeroedBeforeItIsFreed() {
        let memory = ReleasedMemory()
        do {
            let buffer = SecretBuffer(capacity: 100, inspector: memory.note)
            buffer.append("a token nobody may see")
        }
        #expect(memory.released == [[UInt8](repeating: 0, count: 100)])
    }

    @Test func growthZeroesTheMemoryItLeaves() {
        let memory = ReleasedMemory()
        let buffer = SecretBuffer(capacity: 64, inspector: memory.note)
        let secret = [UInt8](repeating: 0xAA, count: 60)
        buffer.append(secret.span)
        buffer.append(secret.span)
        #expect(memory.released == [[UInt8](repeating: 0, count: 64)])
        #expect(buffer.contents == secret + secret)
    }

    @Test func wipeZeroesTheContentsAndKeepsTheMemory() {
        let buffer = SecretBuffer(capacity: 64)
        let secret = [UInt8](repeating: 0xAA, count: 60)
        buffer.append(secret.span)
        buffer.wipe()
        #expect(buffer.isEmpty && buffer.capacity == 64)
        #expect(buffer.unusedMemory == [UInt8](repeating: 0, count: 64))
    }

    @Test func truncationZeroesWhatItCuts() {
        let buffer = SecretBuffer(capacity: 64)
        buffer.append([UInt8](repeating: 0xAA, count: 64).span)
        buffer.truncate(to: 10)
        #expect(buffer.contents == [UInt8](repeating: 0xAA, count: 10))
        #expect(buffer.unusedMemory == [UInt8](repeating: 0, count: 54))
    }

    @Test func whatAWriterLeavesBeyondItsAnswerIsZeroed() {
        let buffer = SecretBuffer(capacity: 64)
        buffer.appendUninitialized(64) { room in
            for index in room.indices { room[index] = 0xAA }
            return 3
        }
        #expect(buffer.contents == [0xAA, 0xAA, 0xAA])
        #expect(buffer.unusedMemory == [UInt8](repeating: 0, count: 61))
    }

    @Test func whatAWriterLeavesBeforeItThrowsIsZeroed() {
        let buffer = SecretBuffer(capacity: 64)
        #expect(throws: EncodingFailure.endsEarly) {
            try buffer.appendUninitialized(64) { (room) throws(EncodingFailure) in
                for index in room.indices { room[index] = 0xAA }
                throw .endsEarly
            }
        }
        #expect(buffer.isEmpty)
        #expect(buffer.unusedMemory == [UInt8](repeating: 0, count: 64))
    }

    @Test func poolForgetsTheBytesItHandsOut() throws {
        let pool = RandomPool()
        var nonces: [UInt8] = []
        for _ in 0..<20 { try pool.append(12, to: &nonces) }
        #expect(Array(pool.memory.bytes[..<240]) == [UInt8](repeating: 0, count: 240))
        #expect(Array(pool.memory.bytes[240...]).contains { $0 != 0 })
    }
}

extension SecretBuffer {
    /// The bytes behind the contents, which must hold no plaintext.
    fileprivate var unusedMemory: [UInt8] {
        var copy: [UInt8] = []
        self.appendUninitialized(self.capacity - self.count) { room in
            copy = Array(room)
            return 0
        }
        return copy
    }
}
