import ArgumentParser
import Consumers

struct ConsumersDisable: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "disable",
        abstract: "Refuse a consumer's API keys from the next SIGHUP on.",
        discussion: "Example: revgate consumers disable mobile && systemctl reload revgate")

    @OptionGroup var options: CommonOptions
    @Argument(help: "The consumer's name.") var name: String

    func run() throws {
        try setState(of: self.name, to: .disabled, self.options)
    }
}

struct ConsumersEnable: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enable",
        abstract: "Accept a disabled consumer's API keys again.",
        discussion: "Example: revgate consumers enable mobile && systemctl reload revgate")

    @OptionGroup var options: CommonOptions
    @Argument(help: "The consumer's name.") var name: String

    func run() throws {
        try setState(of: self.name, to: .enabled, self.options)
    }
}

private struct StateChanged: Encodable {
    let consumer: String
    let state: Consumer.State
}

private func setState(of name: String, to state: Consumer.State, _ options: CommonOptions) throws(CommandFailure) {
    try changeConsumers(in: try options.keys()) { consumers, _ throws(CommandFailure) in
        guard let index = consumers.firstIndex(where: { $0.name == name }) else {
            throw CommandFailure(.usage, "no consumer \"\(name)\"; revgate consumers list shows them")
        }
        consumers[index].state = state
    }
    if options.json { return Terminal.print(json: StateChanged(consumer: name, state: state)) }
    Terminal.print("consumer \(name) is \(state.rawValue)")
    Terminal.error("A running gateway takes it in after SIGHUP.")
}
