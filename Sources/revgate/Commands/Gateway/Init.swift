import ArgumentParser
import Configuration
import Consumers
import Envelopes
import Foundation
import Primitives
import Revocation

struct Init: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write a working configuration, a body key and a first consumer.",
        discussion: """
            Prints the API key, once, and a curl line that works as soon as the gateway runs.

            Example: revgate init demo && revgate serve --config demo/revgate.yaml
            Example: revgate init --config gateways/payments.yaml
            """)

    private struct Made: Encodable {
        let config: String
        let consumer: String
        let apiKey: String
        let key: String

        enum CodingKeys: String, CodingKey {
            case config
            case consumer
            case apiKey = "api-key"
            case key
        }
    }

    static let keyName = "first-body"
    static let consumerName = "first"
    static let profileName = "aes-256-gcm"

    @Argument(help: "The folder; made when missing.") var directory = "."
    @Option(help: ArgumentHelp("The configuration, within that folder; keys and data lie beside.", valueName: "file"))
    var config = CommonOptions.defaultConfig
    @Flag(help: "Print JSON, for programs.") var json = false

    func validate() throws {
        // Folders beside it have the last two names.
        guard let name = self.config.split(separator: "/", omittingEmptySubsequences: false).last,
            !["", "-", ".", "..", "keys", "data"].contains(name)
        else {
            throw ValidationError("--config names the file to write, like revgate.yaml")
        }
        guard self.directory == "." || !self.config.hasPrefix("/") && !self.config.split(separator: "/").contains("..")
        else { throw ValidationError("--config names a file within \(self.directory); leave out one of them") }
    }

    func run() throws {
        let config = self.directory == "." ? self.config : "\(self.directory)/\(self.config)"
        let folder = (config as NSString).deletingLastPathComponent
        guard !FileManager.default.fileExists(atPath: config) else {
            throw CommandFailure(.configuration, "\(config) is there already; nothing was changed")
        }
        let prefix = folder.isEmpty ? "" : folder == "/" ? "/" : "\(folder)/"
        let directory = KeyDirectory(path: "\(prefix)keys")
        try self.makeFolders([folder.isEmpty ? "." : folder, directory.path, "\(prefix)data"])
        let apiKey = try self.makeKeyAndConsumer(in: directory)
        try orFail(.inputOutput) { () throws(FileFailure) in
            try ProtectedFile.write(Array(InitialConfiguration.text.utf8).span, to: config)
        }
        let text = apiKey.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
        if self.json {
            Terminal.print(
                json: Made(config: config, consumer: Self.consumerName, apiKey: text, key: Self.keyName))
        } else {
            Terminal.print(try self.welcome(config: config, apiKey: text, directory: directory))
        }
    }

    private func makeFolders(_ paths: [String]) throws(CommandFailure) {
        for path in paths where path != "." {
            try orFail(.inputOutput) { () throws(FileFailure) in try ProtectedFile.makePrivateFolder(path) }
        }
        for path in paths.dropFirst() {
            guard chmod(path, 0o700) == 0 else {
                throw CommandFailure(
                    .inputOutput, FileFailure.system(operation: "chmod", path: path, code: errno).description)
            }
        }
    }

    private func makeKeyAndConsumer(in directory: KeyDirectory) throws(CommandFailure) -> SecretBytes {
        guard !directory.contains(Self.keyName) else {
            throw CommandFailure(
                .configuration, "\(directory.path) holds a key \"\(Self.keyName)\" already; nothing was changed")
        }
        let apiKey = try orFail(.inputOutput) { () throws(RandomFailure) in try APIKey.generate() }
        let material = try orFail(.inputOutput) { () throws(RandomFailure) in try SecretBytes.random(count: 32) }
        try orFail(.inputOutput) { () throws(KeyDirectoryFailure) in
            let now = Timestamp.now.milliseconds
            _ = try directory.loadOrCreateReserved(KeyName.subjects, at: now)
            try directory.save(NamedKey(name: Self.keyName).adding(.octets(material), at: now))
        }
        try addConsumer(
            Consumer(name: Self.consumerName, keys: [], bodyKey: Self.keyName), apiKey: apiKey, in: directory)
        return apiKey
    }

    /// What a person reads: the API key and one line to paste, with a body sealed already.
    private func welcome(config: String, apiKey: String, directory: KeyDirectory) throws(CommandFailure) -> String {
        guard let profile = CipherProfile.builtIn.first(where: { $0.name == Self.profileName }) else {
            preconditionFailure("\(Self.profileName) is built in")
        }
        let (cipher, seals) = try NamedCipherKeys(main: Self.keyName).cipher(profile, from: directory)
        var sealed: [UInt8] = []
        var fields = EnvelopeFields()
        guard let version = cipher.activeVersion,
            (try? cipher.seal(
                Array(#"{"tokenReferenceId":"a-first-token-reference"}"#.utf8).span, as: .request, with: version,
                into: &sealed,
                fields: &fields)) != nil
        else { throw CommandFailure(.inputOutput, "the first body could not be sealed") }
        try orFail(.inputOutput) { () throws(KeyDirectoryFailure) in try seals.settle() }
        let program = CommandLine.arguments[0]
        let configOption = config == CommonOptions.defaultConfig ? "" : " --config \(config)"
        return """
            wrote \(config)
            consumer \(Self.consumerName), API key (shown once; keep it safe):

              \(apiKey)

            Start the gateway:

              \(program) serve\(configOption)

            Then revoke a first token through an encrypted body and read the sealed answer:

              curl -sS -H 'X-API-KEY: \(apiKey)' -H 'Content-Type: text/plain' --data-raw '\(String(decoding: sealed, as: UTF8.self))' \
            http://\(InitialConfiguration.address)\(InitialConfiguration.path) | \
            \(program) open\(configOption) --profile \(Self.profileName) --key \(Self.keyName)

            """
    }
}
