/// A key by name with its numbered versions, newest last. Immutable; a change is a new value.
package struct NamedKey: Sendable {
    package let name: String
    package private(set) var versions: [KeyVersion]

    package init(name: String, versions: [KeyVersion] = []) {
        self.name = name
        self.versions = versions
    }

    /// The one version that seals what answers nothing yet; nil while every version is staged or retired.
    package var active: KeyVersion? { self.versions.last { $0.state == .active } }

    /// The versions that open, newest first.
    package var usable: [KeyVersion] { self.versions.filter { $0.state.opens }.reversed() }

    /// That of all its versions; nil where none has material.
    package var kind: MaterialKind? { self.versions.lazy.compactMap { $0.material?.materialKind }.first }

    /// Adds material, which is of the kind of the other versions: version 1 of a new key is active, a later version staged.
    package func adding(_ material: KeyMaterial, binding: KeyBinding = KeyBinding(), at time: Int64) -> NamedKey {
        precondition(self.kind.map { $0 == material.materialKind } ?? true, "versions of one key are of one kind")
        let number = (self.versions.last?.number ?? 0) + 1
        let state: KeyState = self.versions.isEmpty ? .active : .staged
        var key = self
        key.versions.append(
            KeyVersion(
                number: number, state: state, createdAt: time, activatedAt: state == .active ? time : nil,
                material: material, binding: binding))
        return key
    }
}

/// One version of a key.
package struct KeyVersion: Sendable {
    /// 1, 2, 3 … in the order of creation, never reused.
    package let number: Int
    package let state: KeyState
    /// Milliseconds since 1970.
    package let createdAt: Int64
    package let activatedAt: Int64?
    /// nil once destroyed.
    package let material: KeyMaterial?
    package let binding: KeyBinding

    package init(
        number: Int, state: KeyState, createdAt: Int64, activatedAt: Int64?, material: KeyMaterial?,
        binding: KeyBinding = KeyBinding()
    ) {
        self.number = number
        self.state = state
        self.createdAt = createdAt
        self.activatedAt = activatedAt
        self.material = material
        self.binding = binding
    }
}

/// Where a version stands in its life (contract.md, Words).
package enum KeyState: String, Sendable, Codable, CaseIterable {
    /// Not used yet.
    case staged
    /// Opens and seals; one per key.
    case active
    /// Opens, and seals only replies to what it opened.
    case accepting
    /// Kept, unused.
    case retired
    /// The material is gone, the number stays taken.
    case destroyed

    package var opens: Bool { self == .active || self == .accepting }
}
