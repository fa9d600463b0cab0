import ArgumentParser
import Configuration
import Envelopes
import Primitives

/// What `seal` and `open` have in common.
struct BodyOptions: ParsableArguments {
    /// Which way the message goes.
    enum Role: String, ExpressibleByArgument, CaseIterable {
        case request
        case reply

        var message: MessageRole {
            switch self {
            case .request: .request
            case .reply: .reply
            }
        }
    }

    @Option(help: "The profile of the body, like aes-256-gcm.") var profile: String
    @Option(help: "The key's name.") var key: String
    @Option(
        name: .customLong("as"), help: "Whether the body is a request or a reply: profiles may treat them otherwise.")
    var role = Role.request
    @Option(
        help: ArgumentHelp(
            "The key that replies are sealed under, where the profile wants one of their own.", valueName: "key"))
    var responseKey: String?
    @Option(
        help: ArgumentHelp("The public key of who signed, where the profile has signatures.", valueName: "key"))
    var verifyKey: String?
    @Option(
        help: ArgumentHelp("The private key to sign with, where the profile has signatures.", valueName: "key"))
    var signingKey: String?
    @Option(
        help: ArgumentHelp(
            "The sealed request that the reply answers, where the profile seals both under one content key; it is "
                + "opened first.", valueName: "file"))
    var answering: String?
    @Option(
        help: ArgumentHelp("A header field of that request; repeatable.", valueName: "name=value"))
    var answeringField: [FieldArgument] = []
    @Flag(help: "Say on standard error what each step did; no secret and no plaintext is shown.") var explain = false

    func cipher(_ options: CommonOptions) throws(CommandFailure) -> (cipher: BodyCipher, seals: SealCounts) {
        let configuration = try options.configuration()
        let profile = try findProfile(self.profile, in: configuration)
        let keys = NamedCipherKeys(
            main: self.key, response: self.responseKey, verification: self.verifyKey, signing: self.signingKey)
        return try keys.cipher(profile, from: KeyDirectory(path: configuration.keyDirectory))
    }

    /// What opened the request that a reply answers; nil where none was named.
    func answered(by cipher: BodyCipher) throws(CommandFailure) -> BodyVersion? {
        guard let file = self.answering else {
            guard self.role == .reply, cipher.profile.replyKey == .session else { return nil }
            throw CommandFailure(
                .usage,
                "replies of profile \"\(cipher.profile.name)\" are sealed under the content key of their request, which "
                    + "only its maker and the holder of the private key have: name the sealed request with --answering "
                    + "FILE, and that private key with --key")
        }
        guard self.role == .reply else {
            throw CommandFailure(.usage, "--answering is for replies: say --as reply")
        }
        let sealed = try readInput(file, limit: bodyLimit)
        let plaintext = SecretBuffer(capacity: sealed.count)
        do throws(BodyOpenFailure) {
            return try cipher.open(
                sealed.bytes, EnvelopeFields(self.answeringField), as: .request, answering: nil, into: plaintext,
                trace: nil, isWellFormed: { _ in true })
        } catch {
            throw CommandFailure(.negative, "\(file): the request does not open: \(error.words(cipher.profile))")
        }
    }

    /// Prints what was noted, where that was asked for.
    func show(_ trace: OpenTrace?) {
        for line in trace?.lines ?? [] { Terminal.error("  \(line)") }
    }
}

/// 64 MiB: a body is read whole.
let bodyLimit = 64 << 20
