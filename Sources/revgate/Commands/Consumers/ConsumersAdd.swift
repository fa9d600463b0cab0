import ArgumentParser
import Configuration
import Consumers
import Envelopes
import Primitives
import Revocation

struct ConsumersAdd: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Add a consumer; without a file a new API key is made and shown once.",
        discussion: """
            A running gateway takes it in after SIGHUP. One trailing newline of a key file is dropped.

            Who may ask whether tokens live is said by name: --allow and the name of the introspection route. A consumer
            with --allow may use the named routes only.

            Example: revgate consumers add mobile --api-key-file legacy-key.txt --body-key mobile-body
            Example: revgate consumers add resource-server --allow introspect
            Example: revgate consumers add partner --body-key partner-jwe --response-key partner-public
            """)

    private struct Added: Encodable {
        let consumer: String
        let apiKey: String

        enum CodingKeys: String, CodingKey {
            case consumer
            case apiKey = "api-key"
        }
    }

    @OptionGroup var options: CommonOptions
    @Argument(help: "The consumer's name.") var name: String
    @Option(help: ArgumentHelp("An API key agreed before; - for standard input.", valueName: "file"))
    var apiKeyFile: String?
    @Option(
        help: ArgumentHelp(
            "A route it may use, by name; repeatable. Without: every route but those of introspection.",
            valueName: "route"))
    var allow: [String] = []
    @OptionGroup var ciphers: ConsumerCipherOptions

    func run() throws {
        let configuration = try self.options.configuration()
        try self.options.checkRoutes(self.allow)
        let apiKey = try self.apiKey()
        var consumer = Consumer(name: self.name, keys: [], allow: self.allow.isEmpty ? nil : self.allow)
        self.ciphers.apply(to: &consumer)
        try consumer.checkCiphers(in: configuration)
        try addConsumer(consumer, apiKey: apiKey, in: KeyDirectory(path: configuration.keyDirectory))
        let text = apiKey.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
        if self.options.json { return Terminal.print(json: Added(consumer: self.name, apiKey: text)) }
        Terminal.print("consumer \(self.name)")
        Terminal.print(self.apiKeyFile == nil ? "API key \(text)   (shown once; keep it safe)" : "API key as given")
        Terminal.error("A running gateway takes it in after SIGHUP.")
    }

    private func apiKey() throws(CommandFailure) -> SecretBytes {
        guard let file = self.apiKeyFile else {
            return try orFail(.inputOutput) { () throws(RandomFailure) in try APIKey.generate() }
        }
        let key = try readInput(file).droppingTrailingNewline()
        guard APIKey.isValid(key.bytes) else {
            throw CommandFailure(
                .inputOutput,
                "\(file): an API key is 1 to \(APIKey.maximumLength) printable ASCII characters without spaces")
        }
        return key
    }
}

/// Adds a consumer with its first API key, unless the name or the key is taken.
func addConsumer(_ consumer: Consumer, apiKey: SecretBytes, in directory: KeyDirectory) throws(CommandFailure) {
    guard Consumer.isValidName(consumer.name) else {
        throw CommandFailure(.usage, "\"\(consumer.name)\" is not a consumer name: use 1 to 64 of A-Za-z0-9._-")
    }
    try changeConsumers(in: directory) { consumers, secret throws(CommandFailure) in
        guard !consumers.contains(where: { $0.name == consumer.name }) else {
            throw CommandFailure(.usage, "consumer \"\(consumer.name)\" is there already")
        }
        let digest = HMACSHA256(key: secret).authenticate(apiKey.bytes)
        guard !consumers.contains(where: { $0.keys.contains { $0.digest == digest.hex } }) else {
            throw CommandFailure(.usage, "another consumer holds this API key already")
        }
        var added = consumer
        added.keys.append(StoredAPIKey(digest: digest.hex, created: Timestamp.now.text))
        consumers.append(added)
    }
}

/// Reads all consumers, lets `change` change them, and writes them back, under the key directory's lock.
func changeConsumers(
    in directory: KeyDirectory, _ change: (inout [Consumer], SecretBytes) throws(CommandFailure) -> Void
) throws(CommandFailure) {
    // Made under the same lock, so before it is taken here.
    let secret = try orFail(.configuration) { () throws(KeyDirectoryFailure) in try directory.apiKeySecret() }
    let lock = try orFail(.inputOutput) { () throws(KeyDirectoryFailure) -> FileLock in try directory.lock() }
    let file = ConsumerFile(keyDirectory: directory.path)
    var consumers = try orFail(.inputOutput) { () throws(ConsumerFileFailure) in try file.load() }
    try change(&consumers, secret)
    try orFail(.inputOutput) { () throws(ConsumerFileFailure) in try file.save(consumers) }
    _ = consume lock
}
