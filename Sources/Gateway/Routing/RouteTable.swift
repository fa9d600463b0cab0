import Glibc
import HTTP1

/// All routes, found by path: exact before `/*`, the longest `/*` first; byte for byte and case-sensitive (contract.md).
package struct RouteTable: Sendable {
    /// What stands at a path.
    enum Match: Equatable {
        case route(Int)
        case none
        /// A path that an upstream could read as another one, or as that of a route that is more than the one it leads to:
        /// decoded, in another letter case, or without a slash or a suffix like `.json` at its end. The route with `/*` does not get it.
        case ambiguous
    }

    private struct Prefix {
        /// With the slash, without the asterisk.
        let path: [UInt8]
        let folded: [UInt8]
        let route: Int
    }

    package let routes: [Route]
    /// Indices into `routes` by length of path: few share one, so a lookup compares about one candidate.
    private let byLength: [[Int]]
    private let paths: [[UInt8]]
    /// The longest first.
    private let prefixes: [Prefix]
    /// Exact paths, in the reading that most upstreams could come to.
    private let foldedPaths: Set<[UInt8]>

    package init(_ routes: [Route]) {
        self.routes = routes
        self.paths = routes.map { Array($0.path.utf8) }
        var byLength: [[Int]] = Array(repeating: [], count: (self.paths.map(\.count).max() ?? 0) + 1)
        var prefixes: [Prefix] = []
        var foldedPaths: Set<[UInt8]> = []
        for (index, path) in self.paths.enumerated() {
            if path.last == UInt8(ascii: "*") {
                let prefix = Array(path.dropLast())
                prefixes.append(Prefix(path: prefix, folded: prefix.map(PathReading.folded), route: index))
            } else {
                foldedPaths.insert(PathReading.folded(path.span))
                byLength[path.count].append(index)
            }
        }
        self.byLength = byLength
        self.foldedPaths = foldedPaths
        self.prefixes = prefixes.sorted { $0.path.count > $1.path.count }
    }

    /// What stands at the path of a request.
    func match(_ head: borrowing RequestHead, _ bytes: Span<UInt8>) -> Match {
        let match: Match
        let path = bytes.extracting(head.target.path)
        if path.isEmpty, head.target.form == .absolute {
            // RFC 9112 § 3.2.1: an empty path is sent on as a slash.
            let root = [UInt8(ascii: "/")]
            match = self.match(root.span)
        } else {
            match = self.match(path)
            if case .route(let index) = match, self.routes[index].forward != nil, !ForwardPath.accepts(path) {
                return .ambiguous
            }
        }
        return match
    }

    /// - Parameter path: as received and without the query.
    func match(_ path: Span<UInt8>) -> Match {
        if let exact = self.index(of: path) { return .route(exact) }
        guard let prefix = self.prefixes.first(where: { Self.begins(path, with: $0.path) }) else { return .none }
        return self.resemblesAnother(path, than: prefix.path) ? .ambiguous : .route(prefix.route)
    }

    /// The index of the route at exactly a path.
    private func index(of path: Span<UInt8>) -> Int? {
        guard path.count < self.byLength.count else { return nil }
        return self.byLength[path.count].first { candidate in
            path.withUnsafeBytes { received in
                self.paths[candidate].withUnsafeBytes { expected in
                    received.isEmpty || memcmp(expected.baseAddress!, received.baseAddress!, received.count) == 0
                }
            }
        }
    }

    private static func begins(_ path: Span<UInt8>, with prefix: [UInt8]) -> Bool {
        guard path.count >= prefix.count else { return false }
        for index in prefix.indices where path[index] != prefix[index] { return false }
        return true
    }

    /// Whether some reading of a path leads to a route that is more than the one with this prefix.
    private func resemblesAnother(_ path: Span<UInt8>, than prefix: [UInt8]) -> Bool {
        let reading = PathReading.folded(path)
        return self.foldedPaths.contains(reading) || self.foldedPaths.contains(PathReading.withoutSuffix(reading))
            || self.prefixes.contains { $0.path.count > prefix.count && reading.starts(with: $0.folded) }
    }
}
