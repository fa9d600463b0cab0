import ArgumentParser
import Configuration
import GatewayServer
import UnixSignals

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run the gateway.",
        discussion: """
            SIGTERM and SIGINT finish what is in flight and stop; SIGHUP takes in changed configuration, keys and
            consumers, or refuses them and serves on.

            Example: revgate serve --config /etc/revgate/revgate.yaml
            """)

    /// Milliseconds that the end waits for a reader of standard error.
    private static let messageTimeout = 1_000

    @OptionGroup var options: CommonOptions

    func run() async throws {
        // Before anything else, so that no signal finds the gateway without a hand for it.
        let signals = await UnixSignalsSequence(trapping: .sighup, .sigterm, .sigint)
        ProcessLimits.raiseDescriptors()
        let configuration = try self.options.configuration(.everything)
        let messages = MessageLog()
        // The last words too, before the process ends by them.
        defer { messages.close(timeout: Self.messageTimeout) }
        let gateway = try await Assembly.start(configuration, messages: messages)
        try await gateway.run(signals)
    }
}
