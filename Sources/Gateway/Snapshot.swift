package import Consumers
package import Envelopes
package import Primitives

/// Everything a request is decided by, checked whole and then never changed. A reload makes a new one; an exchange
/// ends on the one it began with.
package final class Snapshot: Sendable {
    package let routes: RouteTable
    package let consumers: ConsumerRegistry
    /// The body keys that routes, consumers and upstreams name.
    package let keys: [String: NamedKey]
    package let apiKeySecret: SecretBytes
    package let limits: GatewayLimits
    /// By name: every entry of `upstreams:`, whether a route names it or not.
    package let upstreams: [String: Upstream]
    /// Peers whose word about the caller's address counts.
    package let trustedProxies: [AddressBlock]
    /// What routes of published keys give out, by their name.
    let documents: [String: [UInt8]]

    package init(
        routes: RouteTable, consumers: ConsumerRegistry, keys: [String: NamedKey], apiKeySecret: SecretBytes,
        limits: GatewayLimits, upstreams: [String: Upstream] = [:], trustedProxies: [AddressBlock] = [],
        documents: [String: [UInt8]] = [:]
    ) {
        self.documents = documents
        self.routes = routes
        self.consumers = consumers
        self.keys = keys
        self.apiKeySecret = apiKeySecret
        self.limits = limits
        self.upstreams = upstreams
        self.trustedProxies = trustedProxies
    }

    /// The upstreams that routes name.
    package var upstreamsInUse: [Upstream] {
        let names = Set(self.routes.routes.compactMap(\.upstreamName))
        return self.upstreams.values.filter { names.contains($0.name) }
    }
}
