import Configuration
import Envelopes
import Primitives
import Revocation

/// Adds a version to a key, new or not, and says so.
func addKeyVersion(
    _ material: KeyMaterial, _ binding: KeyBinding, to name: String, in configuration: Configuration, json: Bool
) throws(CommandFailure) {
    guard KeyName.isValid(name) else {
        throw CommandFailure(.usage, KeyDirectoryFailure.invalidName(name).description)
    }
    let directory = KeyDirectory(path: configuration.keyDirectory)
    let lock = try orFail(.inputOutput) { () throws(KeyDirectoryFailure) -> FileLock in try directory.lock() }
    let key = try orFail(.inputOutput) { () throws(KeyDirectoryFailure) -> NamedKey in
        directory.contains(name) ? try directory.load(name) : NamedKey(name: name)
    }
    if let kind = key.kind, kind != material.materialKind {
        throw CommandFailure(
            .usage,
            "key \"\(name)\" is \(kind), and this is \(material.materialKind): all versions of a key are of one kind; "
                + "give it a name of its own")
    }
    if let kid = binding.identifier, key.versions.contains(where: { $0.binding.identifier == kid }) {
        throw CommandFailure(.usage, "key \"\(name)\" has a version with kid \"\(kid)\" already")
    }
    let changed = key.adding(material, binding: binding, at: Timestamp.now.milliseconds)
    try orFail(.inputOutput) { () throws(KeyDirectoryFailure) in try directory.save(changed) }
    _ = consume lock
    let added = changed.versions[changed.versions.count - 1]
    if json {
        Terminal.print(
            json: KeyAdded(
                key: name, version: added.number, state: added.state, kind: material.summary, kid: added.identifier))
    } else {
        Terminal.print("key \(name) version \(added.number) (\(material.summary)) is \(added.state.rawValue)")
    }
}

/// A `kid` that an operator gave: what a log line and a list can show.
func keyIdentifier(_ text: String?) throws(CommandFailure) -> String? {
    guard let text else { return nil }
    let isPrintable = text.unicodeScalars.allSatisfy { !$0.properties.generalCategory.isControl }
    guard (1...256).contains(text.utf8.count), isPrintable else {
        throw CommandFailure(.usage, "--kid is 1 to 256 bytes of text without control characters")
    }
    return text
}

extension Unicode.GeneralCategory {
    fileprivate var isControl: Bool { self == .control || self == .lineSeparator || self == .paragraphSeparator }
}

private struct KeyAdded: Encodable {
    let key: String
    let version: Int
    let state: KeyState
    let kind: String
    let kid: String?
}
