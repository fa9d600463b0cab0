import Primitives

/// A named key as its file holds it: JSON, one file a key. `protection` leaves room for material sealed under a
/// master key; this build writes and reads `none`.
struct KeyFile {
    /// Format 1: octets and nothing else. Format 2: key pairs and what binds a key, too. A file is of format 2 only where
    /// it must be, so that a build that reads format 1 goes on with what it understands and refuses the rest.
    static let formats = 1...2

    /// Numbers that a version can have.
    static let numbers = 1...1_000_000

    struct Version {
        let number: Int
        let state: KeyState
        /// RFC 3339, as `activated` is.
        let created: String
        let activated: String?
        let material: Material?
        let binding: KeyBinding
    }

    struct Material {
        let type: String
        let protection: String
        let value: SecretBytes
    }

    let format: Int
    let name: String
    let versions: [Version]
}

extension KeyFile {
    init(_ key: NamedKey) {
        let isPlain = key.versions.allSatisfy { $0.material?.octets != nil || $0.material == nil }
        let isBound = key.versions.contains { $0.binding != KeyBinding() }
        self.format = isPlain && !isBound ? Self.formats.lowerBound : Self.formats.upperBound
        self.name = key.name
        self.versions = key.versions.map { version in
            Version(
                number: version.number, state: version.state,
                created: CivilTime(milliseconds: version.createdAt).rfc3339,
                activated: version.activatedAt.map { CivilTime(milliseconds: $0).rfc3339 },
                material: version.material.map(Material.init), binding: version.binding)
        }
    }

    /// The key, or in words why the file cannot be understood.
    func key(expecting name: String) throws(KeyDirectoryFailure) -> NamedKey {
        guard Self.formats.contains(self.format) else {
            throw .malformed(name: name, reason: "format \(self.format) is newer than this build reads")
        }
        guard self.name == name else { throw .malformed(name: name, reason: "it says it is key \"\(self.name)\"") }
        guard zip(self.versions, self.versions.dropFirst()).allSatisfy({ $0.number < $1.number }) else {
            throw .malformed(name: name, reason: "versions are not in rising order")
        }
        guard self.versions.allSatisfy({ Self.numbers.contains($0.number) }) else {
            throw .malformed(name: name, reason: "versions are not numbered from 1 to \(Self.numbers.upperBound)")
        }
        guard self.versions.count(where: { $0.state == .active }) <= 1 else {
            throw .malformed(name: name, reason: "more than one version is active")
        }
        var key = NamedKey(name: name)
        for version in self.versions {
            let read = try self.version(version, name: name)
            if let material = read.material, let kind = key.kind, kind != material.materialKind {
                throw .malformed(
                    name: name,
                    reason: "version \(version.number) is \(material.materialKind), and those before it are \(kind)")
            }
            key = NamedKey(name: name, versions: key.versions + [read])
        }
        return key
    }

    private func version(_ version: Version, name: String) throws(KeyDirectoryFailure) -> KeyVersion {
        guard (version.material == nil) == (version.state == .destroyed) else {
            throw .malformed(name: name, reason: "version \(version.number) is \(version.state) with wrong material")
        }
        var material: KeyMaterial?
        if let stored = version.material {
            do throws(MaterialFault) {
                material = try stored.read()
            } catch {
                throw .malformed(name: name, reason: "version \(version.number) is \(error.reason)")
            }
        }
        return KeyVersion(
            number: version.number, state: version.state, createdAt: try self.time(version.created, name: name),
            activatedAt: try self.time(version.activated, name: name), material: material, binding: version.binding)
    }

    private func time(_ text: String, name: String) throws(KeyDirectoryFailure) -> Int64 {
        guard let milliseconds = CivilTime.milliseconds(rfc3339: text) else {
            throw .malformed(name: name, reason: "\"\(text)\" is not a time of RFC 3339")
        }
        return milliseconds
    }

    private func time(_ text: String?, name: String) throws(KeyDirectoryFailure) -> Int64? {
        guard let text else { return nil }
        let milliseconds: Int64 = try self.time(text, name: name)
        return milliseconds
    }
}
