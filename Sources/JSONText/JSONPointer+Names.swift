extension JSONPointer {
    /// The names of its steps, decoded, as UTF-8.
    package var names: [[UInt8]] { self.steps.map(\.name) }
}
