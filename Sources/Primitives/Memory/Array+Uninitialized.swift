extension [UInt8] {
    /// Lets `body` write up to `maximum` bytes behind the elements and say how many it wrote; none are kept when it
    /// throws. The counterpart of `SecretBuffer.appendUninitialized` for bytes that are not secret.
    @inline(__always)
    mutating func appendUninitialized<E>(
        _ maximum: Int, _ body: (UnsafeMutableRawBufferPointer) throws(E) -> Int
    ) throws(E) {
        try self.append(addingCapacity: maximum) { (output: inout OutputSpan<UInt8>) throws(E) in
            try output.withUnsafeMutableBufferPointer { (room, initialized) throws(E) in
                initialized = try body(UnsafeMutableRawBufferPointer(room))
            }
        }
    }
}
