extension [UInt8] {
    /// Zeroes and removes all elements and keeps the room. What was left behind when the array grew is not reached:
    /// reserve capacity first where that matters.
    package mutating func wipe() {
        self.withUnsafeMutableBytes { cleanse($0) }
        self.removeAll(keepingCapacity: true)
    }
}
