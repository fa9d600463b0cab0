import Foundation
package import Primitives

/// Why a key could not be read or kept, in words for an operator.
package enum KeyDirectoryFailure: Error, Equatable {
    case invalidName(String)
    case unknown(name: String, directory: String)
    case malformed(name: String, reason: String)
    case file(FileFailure)
}

extension KeyDirectoryFailure: CustomStringConvertible {
    package var description: String {
        switch self {
        case .invalidName(let name):
            "\"\(name)\" is not a key name: use 1 to 64 of a-z, 0-9 and -"
        case .unknown(let name, let directory):
            "no key \"\(name)\" in \(directory); make it with: revgate keys create \(name) --profile PROFILE"
        case .malformed(let name, let reason):
            "key file of \"\(name)\": \(reason)"
        case .file(let failure):
            failure.description
        }
    }
}

/// The folder of named keys: `NAME.json` each, mode 0600, replaced atomically.
package struct KeyDirectory: Sendable {
    package let path: String

    package init(path: String) {
        self.path = path
    }

    package func load(_ name: String) throws(KeyDirectoryFailure) -> NamedKey {
        try self.check(name)
        let content: SecretBytes
        do throws(FileFailure) {
            try ProtectedFile.checkFolder(self.path)
            content = try ProtectedFile.read(self.file(name), secrecy: .secret)
        } catch .missing {
            throw .unknown(name: name, directory: self.path)
        } catch {
            throw .file(error)
        }
        let file: KeyFile
        do throws(JOSEFault) {
            file = try KeyFile(text: content)
        } catch {
            let place = error.member.map { ": \"\($0)\" is missing, or not what it has to be" } ?? ""
            throw .malformed(name: name, reason: "not the JSON of a key" + place)
        }
        return try file.key(expecting: name)
    }

    package func contains(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: self.file(name))
    }

    package func save(_ key: NamedKey) throws(KeyDirectoryFailure) {
        try self.check(key.name)
        guard key.versions.allSatisfy({ KeyFile.numbers.contains($0.number) }) else {
            throw .malformed(
                name: key.name,
                reason: "it has no number left for another version: make a new key; numbers end at "
                    + "\(KeyFile.numbers.upperBound)")
        }
        let text = KeyFile(key).text
        do throws(FileFailure) {
            try ProtectedFile.makePrivateFolder(self.path)
            try ProtectedFile.write(text.bytes, to: self.file(key.name))
        } catch {
            throw .file(error)
        }
    }

    /// Names of all keys, sorted; the gateway's own reserved ones only when asked for.
    package func names(includingReserved: Bool = false) throws(KeyDirectoryFailure) -> [String] {
        guard let entries = try? FileManager.default.contentsOfDirectory(atPath: self.path) else { return [] }
        return entries.filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }
            .filter { KeyName.isValid($0) || includingReserved && KeyName.isReserved($0) }
            .sorted()
    }

    /// Loads a reserved key, making it from fresh random bytes when it is not there yet.
    package func loadOrCreateReserved(_ name: String, at time: Int64) throws(KeyDirectoryFailure) -> NamedKey {
        precondition(KeyName.isReserved(name))
        if self.contains(name) { return try self.load(name) }
        guard let material = try? SecretBytes.random(count: 32) else {
            throw .malformed(name: name, reason: "the system has no randomness to make it from")
        }
        let lock = try self.lock()
        // Another process may have made it while this one waited.
        if self.contains(name) { return try self.load(name) }
        let key = NamedKey(name: name).adding(.octets(material), at: time)
        try self.save(key)
        _ = consume lock
        return key
    }

    /// Held around every read-change-write of a key or of the consumers, against other processes.
    package func lock() throws(KeyDirectoryFailure) -> FileLock {
        do throws(FileFailure) {
            try ProtectedFile.makePrivateFolder(self.path)
            return try FileLock(waitingFor: "\(self.path)/.lock")
        } catch {
            throw .file(error)
        }
    }

    private func file(_ name: String) -> String {
        "\(self.path)/\(name).json"
    }

    private func check(_ name: String) throws(KeyDirectoryFailure) {
        guard KeyName.isValid(name) || KeyName.isReserved(name) else { throw .invalidName(name) }
    }
}
