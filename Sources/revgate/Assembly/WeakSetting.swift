import Configuration
import Consumers
import Envelopes
import Gateway

/// A setting in use that `check` warns of, as metrics name it.
struct WeakSetting: Hashable, Sendable {
    /// Consumers named for one profile and place at most; the others count as one named `other`.
    private static let namedConsumers = 1_000

    /// `plaintext-route`, `clear-upstream`, `clear-token-endpoint`, and a word for each weakness of a profile.
    let kind: String
    /// Of the route, upstream or profile.
    let name: String
    /// Of a profile: the route or upstream that it is used on; else empty.
    let place: String
    /// Of a profile on a route: whose bodies are expected in it. Empty where nobody's are, and for what is no consumer's
    /// business.
    let consumer: String

    fileprivate init(_ kind: String, _ name: String, at place: String = "", consumer: String = "") {
        self.kind = kind
        self.name = name
        self.place = place
        self.consumer = consumer
    }

    fileprivate static func of(
        _ profile: CipherProfile, at place: String, _ consumers: [String] = []
    ) -> [WeakSetting] {
        var names = Array(consumers.sorted().prefix(self.namedConsumers))
        if names.count < consumers.count { names.append("other") }
        if names.isEmpty { names = [""] }
        return profile.weaknesses.sorted { $0.rawValue < $1.rawValue }.flatMap { weakness in
            names.map { WeakSetting(weakness.setting, profile.name, at: place, consumer: $0) }
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
        let routes = self.routes.flatMap { entry in
            let expected = entry.expectedProfiles(of: consumers)
            return entry.route.ciphers.map(\.profile).flatMap { profile in
                WeakSetting.of(
                    profile, at: entry.route.name,
                    expected.filter { $0.profile.name == profile.name }.map(\.consumer.name))
            }
        }
        return routes
            + self.upstreams.flatMap { entry in
                entry.cipher.map { WeakSetting.of($0.profile, at: entry.name) } ?? []
            }
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
