package import Consumers
package import Envelopes

/// The names of the keys of one use of a profile.
package struct KeyNames: Hashable, Sendable {
    package var main: String
    package var response: String?
    package var verification: String?
    package var signing: String?

    /// nil when the consumer lacks one that is to be its own.
    package init?(_ cipher: Route.Cipher, of consumer: RegisteredConsumer) {
        self.init(
            cipher, bodyKey: consumer.bodyKey, responseKey: consumer.responseKey, signatureKey: consumer.signatureKey)
    }

    /// - Parameters: bodyKey, responseKey, signatureKey: the consumer's.
    package init?(_ cipher: Route.Cipher, bodyKey: String?, responseKey: String?, signatureKey: String?) {
        guard let main = cipher.key.name(bodyKey) else { return nil }
        self.main = main
        if let key = cipher.responseKey {
            guard let name = key.name(responseKey) else { return nil }
            self.response = name
        }
        if let key = cipher.verifyKey {
            guard let name = key.name(signatureKey) else { return nil }
            self.verification = name
        }
        self.signing = cipher.signingKey
    }

    package init(_ cipher: Upstream.Cipher) {
        self.main = cipher.key
        self.response = cipher.responseKey
        self.verification = cipher.verifyKey
        self.signing = cipher.signingKey
    }

    package var all: [String] { [self.main, self.response, self.verification, self.signing].compactMap { $0 } }
}

extension CipherKeys {
    /// nil when one is not there.
    package init?(_ names: KeyNames, of profile: CipherProfile, in keys: [String: NamedKey]) {
        guard let main = keys[names.main] else { return nil }
        self.init(main: main)
        for (name, place) in [
            (names.response, \CipherKeys.response), (names.verification, \.verification), (names.signing, \.signing),
        ] {
            guard let name else { continue }
            guard let key = keys[name] else { return nil }
            self[keyPath: place] = key
        }
        for name in profile.keyNames {
            guard let key = keys[name] else { return nil }
            self.named[name] = key
        }
    }
}

extension Route.BodyKey {
    fileprivate func name(_ ofConsumer: String?) -> String? {
        switch self {
        case .named(let name): name
        case .consumer: ofConsumer
        }
    }
}

extension Route.Cipher {
    /// Whether consumers differ in its keys.
    package var takesConsumerKeys: Bool {
        self.key == .consumer || self.responseKey == .consumer || self.verifyKey == .consumer
    }
}

extension Route {
    /// The places of its ciphers in the order in which they are tried: what the consumer prefers first.
    func order(for consumer: RegisteredConsumer) -> [Int] { self.order(preferred: consumer.bodyProfile) }

    /// - Parameter preferred: the name of a profile; one that is none of the route's changes nothing.
    package func order(preferred: String?) -> [Int] {
        let places = Array(self.ciphers.indices)
        guard let first = places.first(where: { self.ciphers[$0].profile.name == preferred }) else { return places }
        return [first] + places.filter { $0 != first }
    }
}
