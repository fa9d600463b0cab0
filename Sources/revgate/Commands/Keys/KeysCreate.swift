import ArgumentParser
import Configuration
import Envelopes
import Primitives
import Revocation

struct KeysCreate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Make a key of fresh random material.",
        discussion: """
            A new name's version 1 is active; on an existing name a staged version is added.

            Example: revgate keys create mobile-body --profile aes-256-gcm
            """)

    @OptionGroup var options: CommonOptions
    @Argument(help: "The key's name: a-z, 0-9 and -.") var name: String
    @Option(help: "The profile it is for, which decides its size.") var profile: String

    func run() throws {
        let configuration = try self.options.configuration()
        let profile = try findProfile(self.profile, in: configuration)
        guard case .symmetric(let format) = profile.format else {
            throw CommandFailure(.usage, "profile \"\(profile.name)\" has no symmetric key")
        }
        let material = try orFail(.inputOutput) { () throws(RandomFailure) in try format.freshKey() }
        try addKeyVersion(material, to: self.name, in: configuration, json: self.options.json)
    }
}

func findProfile(_ name: String, in configuration: Configuration) throws(CommandFailure) -> CipherProfile {
    guard let profile = configuration.profile(named: name) else {
        let hint = Suggestion.text(for: name, among: configuration.profiles.map(\.name))
        throw CommandFailure(.configuration, "unknown profile \"\(name)\"\(hint)")
    }
    return profile
}

/// Adds a version to a key, new or not, and says so.
func addKeyVersion(
    _ material: SecretBytes, to name: String, in configuration: Configuration, json: Bool
) throws(CommandFailure) {
    guard KeyName.isValid(name) else {
        throw CommandFailure(.usage, KeyDirectoryFailure.invalidName(name).description)
    }
    let directory = KeyDirectory(path: configuration.keyDirectory)
    let added = try orFail(.inputOutput) { () throws(KeyDirectoryFailure) -> KeyVersion in
        let lock = try directory.lock()
        let key = directory.contains(name) ? try directory.load(name) : NamedKey(name: name)
        let changed = key.adding(.octets(material), at: Timestamp.now.milliseconds)
        try directory.save(changed)
        _ = consume lock
        return changed.versions[changed.versions.count - 1]
    }
    if json {
        Terminal.print(json: KeyAdded(key: name, version: added.number, state: added.state))
    } else {
        Terminal.print("key \(name) version \(added.number) is \(added.state.rawValue)")
    }
}

private struct KeyAdded: Encodable {
    let key: String
    let version: Int
    let state: KeyState
}
