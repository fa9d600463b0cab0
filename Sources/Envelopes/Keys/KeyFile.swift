import Foundation
import Primitives

/// A named key as its file holds it: JSON, one file a key. `protection` leaves room for material sealed under a
/// master key; this build writes and reads `none`.
struct KeyFile: Codable {
    static let currentFormat = 1

    struct Version: Codable {
        let version: Int
        let state: KeyState
        /// RFC 3339, as `activated` is.
        let created: String
        let activated: String?
        let material: Material?
    }

    struct Material: Codable {
        let type: String
        let protection: String
        let value: Data
    }

    let format: Int
    let name: String
    let versions: [Version]
}

extension KeyFile {
    init(_ key: NamedKey) {
        self.format = Self.currentFormat
        self.name = key.name
        self.versions = key.versions.map { version in
            Version(
                version: version.number, state: version.state,
                created: CivilTime(milliseconds: version.createdAt).rfc3339,
                activated: version.activatedAt.map { CivilTime(milliseconds: $0).rfc3339 },
                material: version.material?.octets.map { material in
                    Material(
                        type: "octets", protection: "none",
                        value: material.withUnsafeBytes { Data($0) })
                })
        }
    }

    /// The key, or in words why the file cannot be understood.
    func key(expecting name: String) throws(KeyDirectoryFailure) -> NamedKey {
        guard self.format == Self.currentFormat else {
            throw .malformed(name: name, reason: "format \(self.format) is newer than this build reads")
        }
        guard self.name == name else { throw .malformed(name: name, reason: "it says it is key \"\(self.name)\"") }
        guard zip(self.versions, self.versions.dropFirst()).allSatisfy({ $0.version < $1.version }) else {
            throw .malformed(name: name, reason: "versions are not in rising order")
        }
        guard self.versions.count(where: { $0.state == .active }) <= 1 else {
            throw .malformed(name: name, reason: "more than one version is active")
        }
        var versions: [KeyVersion] = []
        for version in self.versions {
            versions.append(try self.version(version, name: name))
        }
        return NamedKey(name: name, versions: versions)
    }

    private func version(_ version: Version, name: String) throws(KeyDirectoryFailure) -> KeyVersion {
        if let material = version.material, material.type != "octets" || material.protection != "none" {
            throw .malformed(
                name: name,
                reason: "version \(version.version) is \(material.type) under protection \"\(material.protection)\", "
                    + "which this build does not read")
        }
        guard (version.material == nil) == (version.state == .destroyed) else {
            throw .malformed(name: name, reason: "version \(version.version) is \(version.state) with wrong material")
        }
        return KeyVersion(
            number: version.version, state: version.state, createdAt: try self.time(version.created, name: name),
            activatedAt: try self.time(version.activated, name: name),
            material: version.material.map { .octets(SecretBytes(copying: Array($0.value).span)) })
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
