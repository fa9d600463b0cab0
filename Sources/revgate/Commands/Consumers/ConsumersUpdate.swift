import ArgumentParser
import Configuration
import Consumers
import Envelopes
import Primitives

struct ConsumersUpdate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "update",
        abstract: "Change what a consumer may use and how its bodies are sealed.",
        discussion: """
            What is not named stays as it is; API keys and state do. --allow replaces the whole list; --no-allow gives back
            every route but those of introspection. A running gateway takes it in after SIGHUP.

            Example: revgate consumers update mobile --body-profile partner-jwe --response-key mobile-public
            Example: revgate consumers update mobile --no-body-profile
            """)

    @OptionGroup var options: CommonOptions
    @Argument(help: "The consumer's name.") var name: String
    @Option(
        help: ArgumentHelp("A route it may use, by name; repeatable, and all of them together.", valueName: "route"))
    var allow: [String] = []
    @Flag(help: "Every route but those of introspection.") var noAllow = false
    @OptionGroup var ciphers: ConsumerCipherOptions
    @Flag(help: "No key of its own.") var noBodyKey = false
    @Flag(help: "No preferred profile.") var noBodyProfile = false
    @Flag(help: "No key for replies.") var noResponseKey = false
    @Flag(help: "No key for signatures.") var noSignatureKey = false

    private var isEmpty: Bool {
        let ciphers = self.ciphers
        let given = [ciphers.bodyKey, ciphers.bodyProfile, ciphers.responseKey, ciphers.signatureKey]
        let unset = [self.noAllow, self.noBodyKey, self.noBodyProfile, self.noResponseKey, self.noSignatureKey]
        return self.allow.isEmpty && given.allSatisfy { $0 == nil } && !unset.contains(true)
    }

    func validate() throws {
        guard !self.isEmpty else { throw ValidationError("say what to change; see --help") }
        let pairs = [
            ("allow", !self.allow.isEmpty, self.noAllow),
            ("body-key", self.ciphers.bodyKey != nil, self.noBodyKey),
            ("body-profile", self.ciphers.bodyProfile != nil, self.noBodyProfile),
            ("response-key", self.ciphers.responseKey != nil, self.noResponseKey),
            ("signature-key", self.ciphers.signatureKey != nil, self.noSignatureKey),
        ]
        for (name, isSet, isUnset) in pairs where isSet && isUnset {
            throw ValidationError("--\(name) and --no-\(name) contradict each other")
        }
    }

    func run() throws {
        let configuration = try self.options.configuration()
        try self.options.checkRoutes(self.allow)
        var updated: Consumer?
        try changeConsumers(in: KeyDirectory(path: configuration.keyDirectory)) {
            consumers, _ throws(CommandFailure) in
            guard let index = consumers.firstIndex(where: { $0.name == self.name }) else {
                throw CommandFailure(.usage, "no consumer \"\(self.name)\"; revgate consumers list shows them")
            }
            self.change(&consumers[index])
            try consumers[index].checkCiphers(in: configuration)
            updated = consumers[index]
        }
        if self.options.json { return Terminal.print(json: updated.map(ConsumerRow.init)) }
        Terminal.print("consumer \(self.name) is changed")
        Terminal.error("A running gateway takes it in after SIGHUP.")
    }

    private func change(_ consumer: inout Consumer) {
        if self.noAllow { consumer.allow = nil }
        if !self.allow.isEmpty { consumer.allow = self.allow }
        if self.noBodyKey { consumer.bodyKey = nil }
        if self.noBodyProfile { consumer.bodyProfile = nil }
        if self.noResponseKey { consumer.responseKey = nil }
        if self.noSignatureKey { consumer.signatureKey = nil }
        self.ciphers.apply(to: &consumer)
    }
}
