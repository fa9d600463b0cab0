import Dialects
import Gateway
import Observability

/// What the observer of a loop keeps of a route: its row among the counters, and its members of a log line.
final class KnownRoute {
    /// Held, so that no other route gets its address.
    let route: Route
    let row: Int
    /// `,"route":"main","dialect":"token-service"`.
    let members: [UInt8]
    /// `,"upstream":"legacy"`, or nothing.
    let upstreamMember: [UInt8]

    init(_ route: Route, row: Int) {
        self.route = route
        self.row = row
        var line = JSONLine(capacity: 64)
        line.raw(",\"route\":")
        line.string(route.name)
        line.raw(",\"dialect\":")
        line.string(route.dialectLabel)
        self.members = line.exchange(for: []).bytes
        if let upstream = route.upstreamName {
            line.raw(",\"upstream\":")
            line.string(upstream)
        }
        self.upstreamMember = line.bytes
    }
}
