/// Who carries a route's calls out.
package enum RouteRevoker: Equatable, Sendable {
    case embedded
    /// An entry of `upstreams:`, by name.
    case upstream(String)
}
