package import Primitives

/// The consumers of one configuration snapshot, found by API key. Immutable.
///
/// Lookup leaks nothing by time: what is compared is an HMAC under a secret key, so a caller cannot steer which
/// comparison fails where, and the comparison of whole digests takes the same time for every content.
package struct ConsumerRegistry: Sendable {
    package let consumers: [Consumer]
    private let holders: [Digest32: Int]

    package init(_ consumers: [Consumer]) throws(ConsumerFileFailure) {
        var holders: [Digest32: Int] = [:]
        for (index, consumer) in consumers.enumerated() {
            for key in consumer.keys {
                guard let digest = Self.digest(key.digest) else {
                    throw .malformed("consumer \"\(consumer.name)\" has a key digest that is not 64 hex digits")
                }
                holders[digest] = index
            }
        }
        self.consumers = consumers
        self.holders = holders
    }

    private static func digest(_ hex: String) -> Digest32? {
        var bytes: [UInt8] = []
        guard (try? Hex.decode(Array(hex.utf8).span, into: &bytes)) != nil else { return nil }
        return Digest32(copying: bytes.span)
    }

    /// The consumer that holds an API key, enabled or not, by the key's digest.
    package func holder(of digest: Digest32) -> Consumer? {
        self.holders[digest].map { self.consumers[$0] }
    }

    package func consumer(named name: String) -> Consumer? {
        self.consumers.first { $0.name == name }
    }
}
