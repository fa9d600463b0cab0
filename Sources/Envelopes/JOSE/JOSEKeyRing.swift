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
    }

    let name: String
    /// Those that open, newest first.
    let keys: [Key]
    /// Given `kid`s of versions that do not open: what names one of them is for no other version.
    private let closed: Set<String>

    init(_ key: NamedKey) {
        self.name = key.name
        self.keys = key.usable.compactMap { version in
            version.material.map { material in
                Key(
                    number: version.number, isActive: version.state == .active, material: material,
                    binding: version.binding, identifier: version.identifier)
            }
        }
        self.closed = Set(key.versions.filter { !$0.state.opens }.compactMap(\.binding.identifier))
    }

    /// The version that seals or signs what answers nothing yet.
    var active: Int? { self.keys.firstIndex { $0.isActive } }

    /// Places of the versions that may open what names a `kid`: the one that has it, or else those that were given
    /// none; all where the message names none.
    func candidates(for identifier: String?) -> [Int] {
        guard let identifier else { return Array(self.keys.indices) }
        let named = self.keys.indices.filter { self.keys[$0].identifier == identifier }
        guard named.isEmpty, !self.closed.contains(identifier) else { return named }
        return self.keys.indices.filter { self.keys[$0].binding.identifier == nil }
    }
}
