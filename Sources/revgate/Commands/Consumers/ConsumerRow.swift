import Consumers

/// A consumer as programs see it: without its API keys.
struct ConsumerRow: Encodable {
    let consumer: String
    let state: Consumer.State
    let apiKeys: Int
    let allow: [String]?
    let bodyKey: String?
    let bodyProfile: String?
    let responseKey: String?
    let signatureKey: String?

    enum CodingKeys: String, CodingKey {
        case consumer
        case state
        case apiKeys = "api-keys"
        case allow
        case bodyKey = "body-key"
        case bodyProfile = "body-profile"
        case responseKey = "response-key"
        case signatureKey = "signature-key"
    }

    init(_ consumer: Consumer) {
        self.consumer = consumer.name
        self.state = consumer.state
        self.apiKeys = consumer.keys.count
        self.allow = consumer.allow
        self.bodyKey = consumer.bodyKey
        self.bodyProfile = consumer.bodyProfile
        self.responseKey = consumer.responseKey
        self.signatureKey = consumer.signatureKey
    }
}
