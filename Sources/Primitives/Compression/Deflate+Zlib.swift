import CZlib

/// Raw DEFLATE (RFC 1951), as `zip` of a JWE has it (RFC 7516 § 4.1.3).
///
/// What zlib keeps of the data while it works (its window) is wiped when it is given back.
package enum Deflate {
    /// Windows of 32 KiB, which every stream fits; negative for no header and no checksum.
    private static let windowBits: Int32 = -15
    /// The room that is added while a stream goes on.
    private static let step = 16 * 1024

    /// Appends what `data` inflates to, at most `limit` bytes. Nothing is appended on failure.
    ///
    /// A kilobyte may inflate to a megabyte: no more is inflated than the limit and one byte.
    package static func inflate(
        _ data: Span<UInt8>, limit: Int, into output: SecretBuffer
    ) throws(InflateFailure) {
        guard data.count <= UInt32.max else { throw .tooLong }
        let start = output.count
        var stream = WipingAllocator.stream()
        do throws(InflateFailure) {
            // zlib keeps the address and refuses the stream at another one.
            try withUnsafeMutablePointer(to: &stream) { (stream) throws(InflateFailure) in
                guard revgate_inflateInit2(stream, self.windowBits) == Z_OK else { preconditionFailure(self.memory) }
                defer { inflateEnd(stream) }
                try data.withUnsafeBufferPointer { (source) throws(InflateFailure) in
                    stream.pointee.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
                    stream.pointee.avail_in = UInt32(source.count)
                    while try !self.inflateStep(stream, room: limit - (output.count - start), into: output) {}
                }
            }
        } catch {
            output.truncate(to: start)
            throw error
        }
    }

    /// Inflates up to `step` bytes more and says whether the stream has ended.
    private static func inflateStep(
        _ stream: UnsafeMutablePointer<z_stream>, room: Int, into output: SecretBuffer
    ) throws(InflateFailure) -> Bool {
        // One byte beyond the limit tells a stream that fills it from one that goes on.
        let count = min(max(room, 0) + 1, self.step)
        var status = Z_OK
        output.appendUninitialized(count) { bytes in
            stream.pointee.next_out = bytes.assumingMemoryBound(to: UInt8.self).baseAddress
            stream.pointee.avail_out = UInt32(count)
            status = CZlib.inflate(stream, Z_NO_FLUSH)
            return count - Int(stream.pointee.avail_out)
        }
        guard count - Int(stream.pointee.avail_out) <= room else { throw .tooLong }
        switch status {
        case Z_STREAM_END:
            guard stream.pointee.avail_in == 0 else { throw .trailingBytes }
            return true
        case Z_OK where stream.pointee.avail_out == 0:
            return false
        case Z_OK, Z_BUF_ERROR:
            throw .truncated
        case Z_MEM_ERROR:
            preconditionFailure(self.memory)
        default:
            throw .malformed
        }
    }

    /// The stream of `data`, at zlib's usual level.
    package static func deflate(_ data: Span<UInt8>) -> [UInt8] {
        precondition(data.count <= UInt32.max / 2, "bodies have limits far below what zlib counts")
        var stream = WipingAllocator.stream()
        var output: [UInt8] = []
        withUnsafeMutablePointer(to: &stream) { stream in
            let set = revgate_deflateInit2(
                stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, self.windowBits, 8, Z_DEFAULT_STRATEGY)
            guard set == Z_OK else { preconditionFailure(self.memory) }
            defer { deflateEnd(stream) }
            let bound = Int(deflateBound(stream, UInt(data.count)))
            data.withUnsafeBufferPointer { source in
                stream.pointee.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
                stream.pointee.avail_in = UInt32(source.count)
                output.appendUninitialized(bound) { room in
                    stream.pointee.next_out = room.assumingMemoryBound(to: UInt8.self).baseAddress
                    stream.pointee.avail_out = UInt32(bound)
                    precondition(CZlib.deflate(stream, Z_FINISH) == Z_STREAM_END, "the bound is one")
                    return bound - Int(stream.pointee.avail_out)
                }
            }
        }
        return output
    }

    private static let memory = "zlib fails here only for lack of memory"
}
