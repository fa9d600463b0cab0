import HTTP1
import NIOCore

extension ByteBuffer {
    mutating func writeSpan(_ bytes: Span<UInt8>) {
        bytes.withUnsafeBytes { _ = self.writeBytes($0) }
    }

    /// RFC 9112 § 7.1: what stands before the data of a chunk.
    mutating func writeChunkHead(of count: Int) {
        var head: [UInt8] = []
        ChunkEncoder.appendHead(size: count, to: &head)
        self.writeBytes(head)
    }

    mutating func writeChunkTail() {
        var tail: [UInt8] = []
        ChunkEncoder.appendTail(to: &tail)
        self.writeBytes(tail)
    }

    mutating func writeLastChunk() {
        var end: [UInt8] = []
        ChunkEncoder.appendEnd(to: &end)
        self.writeBytes(end)
    }
}
