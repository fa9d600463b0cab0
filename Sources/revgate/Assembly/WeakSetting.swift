import Configuration
import Envelopes
import Gateway

/// A setting in use that `check` warns of, as metrics name it.
struct WeakSetting: Hashable, Sendable {
    enum Kind: String, Sendable {
        case plaintextRoute = "plaintext-route"
        case clearUpstream = "clear-upstream"
        case clearTokenEndpoint = "clear-token-endpoint"
        case unauthenticatedProfile = "unauthenticated-profile"
    }

    let kind: Kind
    /// Of the route, upstream or profile.
    let name: String
}

extension Configuration {
    var weakSettings: [WeakSetting] {
        let routes = self.routes.filter(\.route.allowsPlaintext).map(\.route.name)
        let upstreams = self.upstreams.filter(\.sendsClearBodiesAbroad).map(\.name)
        let tokenEndpoints = self.upstreams.filter { $0.credential?.clientCredentials?.sendsSecretAbroad ?? false }
        let profiles = Set(self.cipherUses(by: []).map(\.profile).filter { !$0.isAuthenticated }.map(\.name))
        return routes.map { WeakSetting(kind: .plaintextRoute, name: $0) }
            + upstreams.map { WeakSetting(kind: .clearUpstream, name: $0) }
            + tokenEndpoints.map { WeakSetting(kind: .clearTokenEndpoint, name: $0.name) }
            + profiles.sorted().map { WeakSetting(kind: .unauthenticatedProfile, name: $0) }
    }
}
