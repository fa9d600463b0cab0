import ArgumentParser
import Consumers
import Envelopes

struct ConsumersList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Show all consumers, without their API keys.",
        discussion: "Example: revgate consumers list --json")

    @OptionGroup var options: CommonOptions

    func run() throws {
        let file = ConsumerFile(keyDirectory: try self.options.keys().path)
        let consumers = try orFail(.inputOutput) { () throws(ConsumerFileFailure) in try file.load() }
        if self.options.json { return Terminal.print(json: consumers.map(ConsumerRow.init)) }
        var table = Table(
            "CONSUMER", "STATE", "API KEYS", "ALLOW", "BODY KEY", "BODY PROFILE", "RESPONSE KEY", "SIGNATURE KEY")
        for consumer in consumers {
            table.add(
                consumer.name, consumer.state.rawValue, String(consumer.keys.count),
                consumer.allow?.joined(separator: ",") ?? "all", consumer.bodyKey ?? "-", consumer.bodyProfile ?? "-",
                consumer.responseKey ?? "-", consumer.signatureKey ?? "-")
        }
        Terminal.print(table.text)
    }
}
