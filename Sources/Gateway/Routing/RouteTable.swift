import Glibc

/// All routes, found by path: exact, byte for byte and case-sensitive (contract.md).
package struct RouteTable: Sendable {
    package let routes: [Route]
    /// Indices into `routes` by length of path: few share one, so a lookup compares about one candidate.
    private let byLength: [[Int]]
    private let paths: [[UInt8]]

    package init(_ routes: [Route]) {
        self.routes = routes
        self.paths = routes.map { Array($0.path.utf8) }
        var byLength: [[Int]] = Array(repeating: [], count: (self.paths.map(\.count).max() ?? 0) + 1)
        for (index, path) in self.paths.enumerated() { byLength[path.count].append(index) }
        self.byLength = byLength
    }

    /// The index of the route at a path, as received and without the query.
    package func index(of path: Span<UInt8>) -> Int? {
        guard path.count < self.byLength.count else { return nil }
        return self.byLength[path.count].first { candidate in
            path.withUnsafeBytes { received in
                self.paths[candidate].withUnsafeBytes { expected in
                    received.isEmpty || memcmp(expected.baseAddress!, received.baseAddress!, received.count) == 0
                }
            }
        }
    }
}
