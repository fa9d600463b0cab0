import ArgumentParser

struct Consumers: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Who may call, and with which API keys: add, update, list, disable, enable.",
        discussion: "Example: revgate consumers add mobile --body-key mobile-body",
        subcommands: [
            ConsumersAdd.self, ConsumersUpdate.self, ConsumersList.self, ConsumersDisable.self, ConsumersEnable.self,
        ])
}
