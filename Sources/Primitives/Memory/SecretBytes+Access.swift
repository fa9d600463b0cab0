extension SecretBytes {
    /// For interfaces that take a pointer and copy; the copy is the caller's to look after.
    package func withUnsafeBytes<Value>(_ body: (UnsafeRawBufferPointer) -> Value) -> Value {
        let bytes = self.bytes
        return bytes.withUnsafeBytes(body)
    }

    /// Without one line break at the end, as editors and `echo` leave it in a file of one secret.
    package func droppingTrailingNewline() -> SecretBytes {
        let bytes = self.bytes
        guard bytes.count > 0, bytes[bytes.count - 1] == UInt8(ascii: "\n") else { return self }
        let carriageReturn = bytes.count > 1 && bytes[bytes.count - 2] == UInt8(ascii: "\r")
        return SecretBytes(copying: bytes.extracting(first: bytes.count - (carriageReturn ? 2 : 1)))
    }
}
