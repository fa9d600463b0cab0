import Envelopes
import Primitives

/// The keys that a command names for one profile.
struct NamedCipherKeys {
    var main: String
    var response: String?
    var verification: String?
    var signing: String?

    /// All of them and those that the profile itself names.
    func load(for profile: CipherProfile, from directory: KeyDirectory) throws(KeyDirectoryFailure) -> CipherKeys {
        var keys = CipherKeys(main: try directory.load(self.main))
        if let name = self.response { keys.response = try directory.load(name) }
        if let name = self.verification { keys.verification = try directory.load(name) }
        if let name = self.signing { keys.signing = try directory.load(name) }
        for name in profile.keyNames { keys.named[name] = try directory.load(name) }
        return keys
    }

    /// The cipher of a profile under these keys, with the counts of their seals.
    func cipher(
        _ profile: CipherProfile, from directory: KeyDirectory
    ) throws(CommandFailure) -> (cipher: BodyCipher, seals: SealCounts) {
        let keys = try orFail(.configuration) { () throws(KeyDirectoryFailure) in
            try self.load(for: profile, from: directory)
        }
        let seals = SealCounts(directory: directory)
        let cipher = try orFail(.configuration) { () throws(BodyCipherFailure) in
            try BodyCipher(
                profile: profile, keys: keys, random: RandomPool(),
                seals: { seals.count(key: $0.name, version: $1) })
        }
        return (cipher, seals)
    }
}
