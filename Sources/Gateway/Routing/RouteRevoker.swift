/// Who carries out the calls of a route.
package enum RouteRevoker: Equatable, Sendable {
    case embedded
    /// By the name of its entry in `upstreams:`.
    case upstream(String)
}
