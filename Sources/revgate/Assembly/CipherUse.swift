import Configuration
import Consumers
import Envelopes
import Gateway

/// A place of the configuration where bodies are sealed: profiles and keys of which one at least has to work there.
struct CipherUse {
    struct Choice {
        let profile: CipherProfile
        let keys: KeyNames
        /// The name of the key that opens what comes in there; nil where that is none's but the message's own.
        let opening: String?
        /// What comes in there: requests to a route, replies to an upstream. What goes out is the other.
        let opens: MessageRole
    }

    /// For messages: `route "main"`.
    let place: String
    let line: Int
    /// More than one where a consumer's own keys serve several profiles of a route.
    let choices: [Choice]
}

extension Configuration {
    func cipherUses(by consumers: [Consumer]) -> [CipherUse] {
        self.routes.flatMap { $0.cipherUses(by: consumers) }
            + self.upstreams.compactMap { entry in
                entry.cipher.map {
                    CipherUse(
                        place: entry.place, line: entry.line,
                        choices: [
                            CipherUse.Choice(
                                profile: $0.profile, keys: KeyNames($0), opening: $0.responseKey, opens: .reply)
                        ])
                }
            }
    }
}

extension Configuration.RouteEntry {
    /// For messages.
    var place: String { "route \"\(self.route.name)\"" }

    fileprivate func cipherUses(by consumers: [Consumer]) -> [CipherUse] {
        var uses: [CipherUse] = []
        for cipher in self.route.ciphers where !cipher.takesConsumerKeys {
            guard let choice = cipher.choice(of: nil) else { continue }
            uses.append(CipherUse(place: self.place, line: self.line, choices: [choice]))
        }
        let own = self.route.ciphers.filter(\.takesConsumerKeys)
        guard !own.isEmpty else { return uses }
        for consumer in consumers where self.admits(consumer) {
            // What a consumer is to seal with has to work for it; of the others, one at least.
            let prefers = self.route.ciphers.first { $0.profile.name == consumer.bodyProfile }
            if let prefers, !prefers.takesConsumerKeys { continue }
            let preferred = own.filter { $0.profile.name == consumer.bodyProfile }
            let choices = (preferred.isEmpty ? own : preferred).compactMap { $0.choice(of: consumer) }
            guard !choices.isEmpty else { continue }
            uses.append(CipherUse(place: self.place, line: self.line, choices: choices))
        }
        return uses
    }

    /// Whether a consumer may use it.
    func admits(_ consumer: Consumer) -> Bool {
        consumer.state == .enabled && (consumer.allow?.contains(self.route.name) ?? !self.route.isIntrospection)
    }

    /// The profile that each consumer's bodies are expected in: of those it has keys for, the one that it prefers, or the
    /// first of the route.
    func expectedProfiles(of consumers: [Consumer]) -> [(consumer: Consumer, profile: CipherProfile)] {
        consumers.filter(self.admits).compactMap { consumer in
            self.route.order(preferred: consumer.bodyProfile).lazy
                .map { self.route.ciphers[$0] }
                .first { $0.choice(of: consumer) != nil }
                .map { (consumer, $0.profile) }
        }
    }
}

extension Route.Cipher {
    /// nil when the consumer lacks a key of its own that is asked for.
    fileprivate func choice(of consumer: Consumer?) -> CipherUse.Choice? {
        KeyNames(
            self, bodyKey: consumer?.bodyKey, responseKey: consumer?.responseKey, signatureKey: consumer?.signatureKey
        ).map { CipherUse.Choice(profile: self.profile, keys: $0, opening: $0.main, opens: .request) }
    }
}
