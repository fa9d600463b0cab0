package import Primitives

/// The consumers of one configuration snapshot, found by API key. Immutable.
///
/// Lookup leaks nothing by time: what is compared is an HMAC under a secret key, so a caller cannot steer which
/// comparison fails where, and the comparison of whole digests takes the same time for every content.
package struct ConsumerRegistry: Sendable {
    private let holders: [Digest32: RegisteredConsumer]

    package static let empty = ConsumerRegistry()

    private init() {
        self.holders = [:]
    }

    package init(_ consumers: [Consumer]) throws(ConsumerFileFailure) {
        var holders: [Digest32: RegisteredConsumer] = [:]
        for consumer in consumers {
            let registered = RegisteredConsumer(consumer)
            for key in consumer.keys {
                guard let digest = Self.digest(key.digest) else {
                    throw .malformed("consumer \"\(consumer.name)\" has a key digest that is not 64 hex digits")
                }
                holders[digest] = registered
            }
        }
        self.holders = holders
    }

    private static func digest(_ hex: String) -> Digest32? {
        var bytes: [UInt8] = []
        guard (try? Hex.decode(Array(hex.utf8).span, into: &bytes)) != nil else { return nil }
        return Digest32(copying: bytes.span)
    }

    /// The consumer that holds an API key, enabled or not, by the key's digest.
    package func holder(of digest: Digest32) -> RegisteredConsumer? {
        self.holders[digest]
    }
}

/// A consumer as requests meet it. A class so that an exchange carries one reference.
package final class RegisteredConsumer: Sendable {
    package let name: String
    package let isEnabled: Bool
    package let bodyKey: String?
    package let bodyProfile: String?
    package let responseKey: String?
    package let signatureKey: String?
    private let allow: Set<String>?

    init(_ consumer: Consumer) {
        self.name = consumer.name
        self.isEnabled = consumer.state == .enabled
        self.bodyKey = consumer.bodyKey
        self.bodyProfile = consumer.bodyProfile
        self.responseKey = consumer.responseKey
        self.signatureKey = consumer.signatureKey
        self.allow = consumer.allow.map(Set.init)
    }

    /// - Parameter needsAllow: whether the route is for those only who are allowed on it by name.
    package func mayUse(route: String, needsAllow: Bool) -> Bool {
        self.allow?.contains(route) ?? !needsAllow
    }
}
