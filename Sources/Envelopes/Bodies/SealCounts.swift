import Foundation
import Primitives
import Synchronization

/// The seal counts of all key versions, kept in the key directory so that they outlive the process.
///
/// A running gateway reserves ahead: the file always says at least as much as was sealed, a killed process leaves it
/// too high by at most one reservation, a stop gives back what was not used. Changes are additions under the
/// directory's lock, so commands beside a gateway count too.
package final class SealCounts: Sendable {
    /// Messages reserved at a time: 2^20, more than the heaviest load seals between two looks, and so little that a
    /// key outlives 4,000 killed processes.
    package static let reservation: UInt64 = 1 << 20

    private struct Entry {
        let count: SealCount
        /// What the file said before this process's first reservation.
        let base: UInt64
        var reserved: UInt64
        var isWarnedOf = false
    }

    private struct Version: Hashable {
        let key: String
        let number: Int
    }

    private let directory: KeyDirectory
    private let entries = Mutex<[Version: Entry]>([:])

    package init(directory: KeyDirectory) {
        self.directory = directory
    }

    /// The count of a version, one object however often it is asked for.
    package func count(key: String, version: Int) -> SealCount {
        let id = Version(key: key, number: version)
        return self.entries.withLock { entries in
            if let entry = entries[id] { return entry.count }
            let base = (try? self.read())?[key]?[String(version)] ?? 0
            let entry = Entry(count: SealCount(startingAt: base), base: base, reserved: 0)
            entries[id] = entry
            return entry.count
        }
    }

    /// All counts, by key and version.
    package var current: [(key: String, version: Int, count: UInt64)] {
        self.entries.withLock { entries in
            entries.map { ($0.key.key, $0.key.number, $0.value.count.value) }
        }.sorted { ($0.0, $0.1) < ($1.0, $1.1) }
    }

    /// Writes reservations ahead of use; called at start and every few seconds.
    /// - Returns: versions newly found past ``SealCount/warning``, as `key/version`.
    package func reserve() throws(KeyDirectoryFailure) -> [String] {
        try self.adjust { entry in
            let used = entry.count.value - entry.base
            return used + Self.reservation / 2 > entry.reserved ? used + Self.reservation : entry.reserved
        }
        return self.entries.withLock { entries in
            let passed = entries.filter { !$0.value.isWarnedOf && $0.value.count.value >= SealCount.warning }.map(\.key)
            for version in passed { entries[version]?.isWarnedOf = true }
            return passed.map { "\($0.key)/\($0.number)" }.sorted()
        }
    }

    /// Gives back what was reserved and not used; called at a stop.
    package func settle() throws(KeyDirectoryFailure) {
        try self.adjust { $0.count.value - $0.base }
    }

    private func adjust(to wanted: (Entry) -> UInt64) throws(KeyDirectoryFailure) {
        let changes = self.entries.withLock { entries in
            entries.compactMap { id, entry -> (id: Version, from: UInt64, to: UInt64)? in
                let target = wanted(entry)
                return target == entry.reserved ? nil : (id, entry.reserved, target)
            }
        }
        guard !changes.isEmpty else { return }
        let lock = try self.directory.lock()
        var file = try self.read()
        for change in changes {
            let old = file[change.id.key]?[String(change.id.number)] ?? 0
            file[change.id.key, default: [:]][String(change.id.number)] = Self.moved(old, change)
        }
        try self.write(file)
        _ = consume lock
        self.entries.withLock { entries in
            for change in changes { entries[change.id]?.reserved = change.to }
        }
    }

    /// A count in the file, exchanging what this process had reserved for what it reserves now; between 0 and the ceiling,
    /// whatever others wrote meanwhile.
    private static func moved(_ old: UInt64, _ change: (id: Version, from: UInt64, to: UInt64)) -> UInt64 {
        let (sum, overflows) = old.addingReportingOverflow(change.to)
        guard !overflows else { return SealCount.ceiling }
        return min(max(sum, change.from) - change.from, SealCount.ceiling)
    }

    /// Reads the file, which ``count(key:version:)`` takes for empty where it cannot be read.
    package func check() throws(KeyDirectoryFailure) {
        _ = try self.read()
    }

    private var path: String { "\(self.directory.path)/.seals.json" }

    private func read() throws(KeyDirectoryFailure) -> [String: [String: UInt64]] {
        let bytes: SecretBytes
        do throws(FileFailure) {
            bytes = try ProtectedFile.read(self.path, secrecy: .secret)
        } catch .missing {
            return [:]
        } catch {
            throw .file(error)
        }
        let data = bytes.withUnsafeBytes { Data($0) }
        guard let file = try? JSONDecoder().decode([String: [String: UInt64]].self, from: data) else {
            throw .malformed(name: ".seals", reason: "not the JSON of seal counts; they would start again from 0")
        }
        guard file.values.allSatisfy({ $0.values.allSatisfy { $0 <= SealCount.ceiling } }) else {
            throw .malformed(name: ".seals", reason: "a count is above 2^63, which no key can have sealed")
        }
        return file
    }

    private func write(_ file: [String: [String: UInt64]]) throws(KeyDirectoryFailure) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        guard let data = try? encoder.encode(file) else {
            preconditionFailure("names and numbers always encode")
        }
        do throws(FileFailure) {
            try ProtectedFile.write(Array(data).span, to: self.path)
        } catch {
            throw .file(error)
        }
    }
}
