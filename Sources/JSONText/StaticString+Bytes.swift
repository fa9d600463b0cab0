extension StaticString {
    /// The byte at `offset` of a literal that has a pointer, as all literals of two and more characters do.
    @inline(__always)
    func byte(at offset: Int) -> UInt8 {
        precondition(self.hasPointerRepresentation && offset >= 0 && offset < self.utf8CodeUnitCount, "out of bounds")
        // In bounds as just checked; a literal's bytes live as long as the process.
        return unsafe self.utf8Start[offset]
    }
}
