import ArgumentParser
import Configuration
import Consumers
import Envelopes

/// How a consumer's bodies are sealed.
struct ConsumerCipherOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The key of its bodies, on routes with key: consumer.", valueName: "key"))
    var bodyKey: String?
    @Option(
        help: ArgumentHelp(
            "The profile that it should use, of routes that take several: tried first.", valueName: "profile"))
    var bodyProfile: String?
    @Option(
        help: ArgumentHelp(
            "The key that replies to it are sealed under, where the profile wants one: its public key.",
            valueName: "key"))
    var responseKey: String?
    @Option(
        help: ArgumentHelp(
            "The key that its signatures are verified under, where the profile has them: its public key.",
            valueName: "key"))
    var signatureKey: String?

    /// Takes over what was given.
    func apply(to consumer: inout Consumer) {
        consumer.bodyKey = self.bodyKey ?? consumer.bodyKey
        consumer.bodyProfile = self.bodyProfile ?? consumer.bodyProfile
        consumer.responseKey = self.responseKey ?? consumer.responseKey
        consumer.signatureKey = self.signatureKey ?? consumer.signatureKey
    }
}

extension Consumer {
    /// Ends the command where what it names is not there or of a kind that can never serve. Which profile a key goes with
    /// is the routes' business: a consumer that moves from one profile to another has the keys of both.
    func checkCiphers(in configuration: Configuration) throws(CommandFailure) {
        let directory = KeyDirectory(path: configuration.keyDirectory)
        if let name = self.bodyProfile { _ = try findProfile(name, in: configuration) }
        if let name = self.bodyKey {
            let kind = try self.kind(of: name, in: directory)
            if case .publicKey = kind {
                throw CommandFailure(
                    .configuration,
                    "--body-key: key \"\(name)\" is \(kind), and what a consumer seals is opened with a private or a "
                        + "symmetric key")
            }
        }
        if let name = self.responseKey { try self.checkResponseKey(name, in: directory) }
        if let name = self.signatureKey {
            let kind = try self.kind(of: name, in: directory)
            guard [.publicKey(.rsa), .publicKey(.ec), .publicKey(.ed25519)].contains(kind) else {
                throw CommandFailure(
                    .configuration,
                    "--signature-key: key \"\(name)\" is \(kind); import the public key of who signs "
                        + "(RSA, P-256 or Ed25519)")
            }
        }
    }

    private func checkResponseKey(_ name: String, in directory: KeyDirectory) throws(CommandFailure) {
        let kind = try self.kind(of: name, in: directory)
        if case .privateKey = kind {
            throw CommandFailure(
                .configuration,
                "--response-key: key \"\(name)\" is \(kind), and the private half is its reader's: "
                    + "import the public key that the consumer gave you")
        }
        guard kind != .publicKey(.ed25519) else {
            throw CommandFailure(
                .configuration, "--response-key: key \"\(name)\" is \(kind), which is for signatures only")
        }
    }

    private func kind(of name: String, in directory: KeyDirectory) throws(CommandFailure) -> MaterialKind {
        let key = try orFail(.configuration) { () throws(KeyDirectoryFailure) in try directory.load(name) }
        guard let kind = key.kind else {
            throw CommandFailure(.configuration, "key \"\(name)\" has no version that is not destroyed")
        }
        return kind
    }
}
