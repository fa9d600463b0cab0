import ArgumentParser
import Consumers
import Envelopes

struct ConsumersList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Show all consumers, without their API keys.",
        discussion: "Example: revgate consumers list --json")

    private struct Row: Encodable {
        let consumer: String
        let state: Consumer.State
        let apiKeys: Int
        let allow: [String]?
        let bodyKey: String?

        enum CodingKeys: String, CodingKey {
            case consumer
            case state
            case apiKeys = "api-keys"
            case allow
            case bodyKey = "body-key"
        }
    }

    @OptionGroup var options: CommonOptions

    func run() throws {
        let file = ConsumerFile(keyDirectory: try self.options.keys().path)
        let consumers = try orFail(.inputOutput) { () throws(ConsumerFileFailure) in try file.load() }
        if self.options.json {
            return Terminal.print(
                json: consumers.map {
                    Row(
                        consumer: $0.name, state: $0.state, apiKeys: $0.keys.count, allow: $0.allow, bodyKey: $0.bodyKey
                    )
                })
        }
        var table = Table("CONSUMER", "STATE", "API KEYS", "ALLOW", "BODY KEY")
        for consumer in consumers {
            table.add(
                consumer.name, consumer.state.rawValue, String(consumer.keys.count),
                consumer.allow?.joined(separator: ",") ?? "all", consumer.bodyKey ?? "-")
        }
        Terminal.print(table.text)
    }
}
