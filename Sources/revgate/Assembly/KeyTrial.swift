import Envelopes
import Gateway
import Primitives

/// Loads the keys that a configuration names and tries them under their profiles, each once.
struct KeyTrial {
    private struct Trial: Hashable {
        let profile: String
        let keys: KeyNames
        let opens: MessageRole
    }

    struct Failure: Error {
        let message: String
    }

    private let directory: KeyDirectory
    private(set) var keys: [String: NamedKey] = [:]
    /// What is wrong; nil: nothing is.
    private var tried: [Trial: String?] = [:]
    private var missing: [String: String] = [:]

    init(_ directory: KeyDirectory) {
        self.directory = directory
    }

    /// The key of a name.
    mutating func load(_ name: String) throws(Failure) -> NamedKey {
        if let key = self.keys[name] { return key }
        if let message = self.missing[name] { throw Failure(message: message) }
        do throws(KeyDirectoryFailure) {
            let key = try self.directory.load(name)
            self.keys[name] = key
            return key
        } catch {
            self.missing[name] = error.description
            throw Failure(message: error.description)
        }
    }

    /// One of the choices has to work. - Returns: what is wrong with the first that does not, where none does.
    mutating func tryOne(of choices: [CipherUse.Choice]) -> String? {
        var first: String?
        for choice in choices {
            guard let message = self.try(choice) else { return nil }
            first = first ?? message
        }
        return first
    }

    private mutating func `try`(_ choice: CipherUse.Choice) -> String? {
        let trial = Trial(profile: choice.profile.name, keys: choice.keys, opens: choice.opens)
        if let known = self.tried[trial] { return known }
        let message: String?
        do throws(Failure) {
            try self.carryOut(choice)
            message = nil
        } catch {
            message = error.message
        }
        self.tried[trial] = .some(message)
        return message
    }

    private mutating func carryOut(_ choice: CipherUse.Choice) throws(Failure) {
        for name in choice.keys.all + choice.profile.keyNames { _ = try self.load(name) }
        guard let keys = CipherKeys(choice.keys, of: choice.profile, in: self.keys) else {
            preconditionFailure("every key of the choice was loaded")
        }
        guard keys.main.active != nil else {
            throw Failure(message: "key \"\(keys.main.name)\" has no active version")
        }
        for name in [choice.opening, choice.keys.signing] {
            guard let name, let key = self.keys[name], key.usable.contains(where: \.isPublic) else { continue }
            throw Failure(
                message: "key \"\(name)\" is a public key, which opens and signs nothing; import the private one "
                    + "(profile \(choice.profile.name))")
        }
        let cipher: BodyCipher
        do throws(BodyCipherFailure) {
            cipher = try BodyCipher(
                profile: choice.profile, keys: keys, random: RandomPool(),
                seals: { _, _ in SealCount(startingAt: 0) })
        } catch {
            throw Failure(message: "\(error.description) (profile \(choice.profile.name))")
        }
        if !cipher.mayOpen(choice.opens) { throw choice.fault("open", choice.opens) }
        if !cipher.maySeal(choice.seals) { throw choice.fault("seal", choice.seals) }
    }
}

extension CipherUse.Choice {
    fileprivate var seals: MessageRole { self.opens == .request ? .reply : .request }

    /// A key that its own binding keeps from what it is there for.
    fileprivate func fault(_ purpose: String, _ role: MessageRole) -> KeyTrial.Failure {
        let hasOwnKey = role == .reply && self.profile.replyKey == .responseKey
        let key = (hasOwnKey ? self.keys.response : nil) ?? self.keys.main
        let messages = role == .request ? "requests" : "replies"
        return KeyTrial.Failure(
            message: "key \"\(key)\" may not \(purpose) \(messages): the alg, use or key_ops of its JWK do not allow "
                + "it (profile \(self.profile.name))")
    }
}

extension KeyVersion {
    fileprivate var isPublic: Bool { if case .publicKey? = self.material { true } else { false } }
}
