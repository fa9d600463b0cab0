import Pooling
package import Revocation

/// The revokers of one event loop: the embedded one, and one for each upstream that a route names.
package final class LoopRevokers {
    private let embedded: any Revoker
    private let connect: (Upstream) -> any UpstreamExchanger

    /// - Parameter connect: the connections to an upstream on this loop; asked anew with each snapshot.
    package init(embedded: any Revoker, connect: @escaping (Upstream) -> any UpstreamExchanger) {
        self.embedded = embedded
        self.connect = connect
    }

    /// Who carries out each route's calls, by the route's place.
    func revokers(for snapshot: Snapshot, _ ciphers: LoopCiphers) -> [RouteRevoking] {
        var made: [String: RouteRevoking] = [:]
        return snapshot.routes.routes.map { route in
            guard case .upstream(let name) = route.revoker else {
                return RouteRevoking(revoker: self.embedded, upstream: nil)
            }
            if let ready = made[name] { return ready }
            guard let upstream = snapshot.upstreams[name], let dialect = upstream.dialect else {
                preconditionFailure("a snapshot is checked whole: its routes name upstreams that speak a dialect")
            }
            let bodies: UpstreamRevoker.Bodies =
                if let cipher = upstream.cipher {
                    ciphers.cipher(cipher).map { .sealed($0) } ?? .unsealable
                } else {
                    .clear
                }
            let revoker = UpstreamRevoker(upstream, dialect, bodies: bodies, exchanger: self.connect(upstream))
            let revoking = RouteRevoking(revoker: revoker, upstream: upstream)
            made[name] = revoking
            return revoking
        }
    }
}

/// What carries out the calls of a route on one loop, and where they go.
struct RouteRevoking {
    let revoker: any Revoker
    /// nil: the embedded one.
    let upstream: Upstream?
}
