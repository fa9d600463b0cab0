import ArgumentParser
import Configuration
import UnixSignals

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run the gateway.",
        discussion: """
            SIGTERM and SIGINT finish what is in flight and stop; SIGHUP takes in changed configuration, keys and
            consumers, or refuses them and serves on.

            Example: revgate serve --config /etc/revgate/revgate.yaml
            """)

    @OptionGroup var options: CommonOptions

    func run() async throws {
        // Before anything else, so that no signal finds the gateway without a hand for it.
        let signals = await UnixSignalsSequence(trapping: .sighup, .sigterm, .sigint)
        ProcessLimits.raiseDescriptors()
        let configuration = try self.options.configuration(.everything)
        let gateway = try await Assembly.start(configuration)
        try await gateway.run(signals)
    }
}
