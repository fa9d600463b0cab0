import Configuration
import Consumers
import Envelopes
import Gateway

/// A setting in use that `check` warns of, as metrics name it.
struct WeakSetting: Hashable, Sendable {
    /// Consumers named for one profile at most; the others count as one named `other`.
    private static let namedConsumers = 1_000

    /// `plaintext-route`, `clear-upstream`, `clear-token-endpoint`, and a word for each weakness of a profile.
    let kind: String
    /// Of the route, upstream or profile.
    let name: String
    /// Of a profile: whose bodies are expected in it, on some route. Empty where nobody's are, and for what is no
    /// consumer's business.
    let consumer: String

    fileprivate init(_ kind: String, _ name: String, consumer: String = "") {
        self.kind = kind
        self.name = name
        self.consumer = consumer
    }

    fileprivate static func of(_ profile: CipherProfile, _ consumers: Set<String>) -> [WeakSetting] {
        var names = Array(consumers.sorted().prefix(self.namedConsumers))
        if names.count < consumers.count { names.append("other") }
        if names.isEmpty { names = [""] }
        return profile.weaknesses.sorted { $0.rawValue < $1.rawValue }.flatMap { weakness in
            names.map { WeakSetting(weakness.setting, profile.name, consumer: $0) }
        }
    }
}

extension Configuration {
    func weakSettings(of consumers: [Consumer]) -> [WeakSetting] {
        let routes = self.routes.filter(\.route.allowsPlaintext).map(\.route.name)
        let upstreams = self.upstreams.filter(\.sendsClearBodiesAbroad).map(\.name)
        let tokenEndpoints = self.upstreams.filter { $0.credential?.clientCredentials?.sendsSecretAbroad ?? false }
        return routes.map { WeakSetting("plaintext-route", $0) }
            + upstreams.map { WeakSetting("clear-upstream", $0) }
            + tokenEndpoints.map { WeakSetting("clear-token-endpoint", $0.name) }
            + self.weakProfiles(of: consumers)
    }

    private func weakProfiles(of consumers: [Consumer]) -> [WeakSetting] {
        var users: [String: Set<String>] = [:]
        var profiles: [String: CipherProfile] = [:]
        for profile in self.routes.flatMap(\.route.ciphers).map(\.profile) + self.upstreams.compactMap(\.cipher?.profile)
        where !profile.weaknesses.isEmpty {
            profiles[profile.name] = profile
        }
        for entry in self.routes {
            for (consumer, profile) in entry.expectedProfiles(of: consumers) {
                users[profile.name, default: []].insert(consumer.name)
            }
        }
        return profiles.values.sorted { $0.name < $1.name }.flatMap { WeakSetting.of($0, users[$0.name] ?? []) }
    }
}

extension Weakness {
    fileprivate var setting: String {
        switch self {
        case .notAuthenticated: "unauthenticated-profile"
        case .fixedIV: "fixed-iv-profile"
        case .ecb: "ecb-profile"
        case .tripleDES: "3des-profile"
        case .pkcs1v15: "pkcs1-v1.5-profile"
        case .clearReplies: "clear-replies-profile"
        }
    }
}
