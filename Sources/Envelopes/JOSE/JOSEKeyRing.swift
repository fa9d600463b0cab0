import Primitives

/// The versions of a named key as messages name them: by `kid`.
struct JOSEKeyRing: Sendable {
    struct Key: Sendable {
        let number: Int
        let isActive: Bool
        let material: KeyMaterial
        let binding: KeyBinding
        /// What is written: the `kid` it was given, or the thumbprint of an asymmetric key.
        let identifier: String?
        /// Where each message that it seals draws a random IV under the key itself.
        var seals: SealCount?
    }

    let name: String
    /// Those that open, newest first.
    private(set) var keys: [Key]
    /// Given `kid`s of versions that do not open: what names one of them is for no other version.
    private let closed: Set<[UInt8]>

    init(_ key: NamedKey) {
        self.name = key.name
        self.keys = key.usable.compactMap { version in
            version.material.map { material in
                Key(
                    number: version.number, isActive: version.state == .active, material: material,
                    binding: version.binding, identifier: version.identifier)
            }
        }
        let closed = key.versions.filter { !$0.state.opens }.compactMap(\.binding.identifier)
        self.closed = Set(closed.map { Array($0.utf8) })
    }

    /// Has the versions counted that seal under themselves with random IVs.
    ///
    /// - Parameter seals: the count of a version by its number.
    mutating func count(_ format: JWEFormat, _ seals: (Int) -> SealCount) {
        for index in self.keys.indices where format.drawsUnderKey(self.keys[index]) {
            self.keys[index].seals = seals(self.keys[index].number)
        }
    }

    /// The version that seals or signs what answers nothing yet.
    var active: Int? { self.keys.firstIndex { $0.isActive } }

    /// Places of the versions that may open what names a `kid`: the one that has it, or else those that were given
    /// none; all where the message names none.
    func candidates(for identifier: String?) -> [Int] {
        guard let identifier else { return Array(self.keys.indices) }
        // Byte by byte, where two texts that look alike may be equal as String.
        let bytes = Array(identifier.utf8)
        let named = self.keys.indices.filter { self.keys[$0].identifier?.utf8.elementsEqual(bytes) == true }
        guard named.isEmpty, !self.closed.contains(bytes) else { return named }
        return self.keys.indices.filter { self.keys[$0].binding.identifier == nil }
    }
}
