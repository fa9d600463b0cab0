import Foundation
import Primitives

/// A named key as its file holds it: JSON, one file a key. `protection` leaves room for material sealed under a
/// master key; this build writes and reads `none`.
struct KeyFile: Codable {
    static let currentFormat = 1

    struct Version: Codable {
        let version: Int
        let state: KeyState
        /// RFC 3339.
        let created: Date
        let activated: Date?
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
                version: version.number, state: version.state, created: Date(milliseconds: version.createdAt),
                activated: version.activatedAt.map(Date.init(milliseconds:)),
                material: version.material.map { material in
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
            number: version.version, state: version.state, createdAt: version.created.milliseconds,
            activatedAt: version.activated?.milliseconds,
            material: version.material.map { SecretBytes(copying: Array($0.value).span) })
    }
}

extension Date {
    init(milliseconds: Int64) {
        self.init(timeIntervalSince1970: Double(milliseconds) / 1000)
    }

    var milliseconds: Int64 { Int64((self.timeIntervalSince1970 * 1000).rounded()) }
}
