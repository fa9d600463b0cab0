import Gateway

/// What the observer of a loop keeps of a route: its row among the counters, and its members of a log line.
final class KnownRoute {
    /// Held, so that no other route gets its address.
    let route: Route
    let row: Int
    let members: [UInt8]

    init(_ route: Route, row: Int, members: [UInt8]) {
        self.route = route
        self.row = row
        self.members = members
    }
}
