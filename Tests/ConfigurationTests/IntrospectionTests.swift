import Dialects
import Gateway
import Testing

@testable import Configuration

@Suite struct IntrospectionTests {
    /// A route of introspection with more keys, beside upstreams; it stands in line 6.
    private static func text(_ keys: String) -> String {
        """
        listen: [{address: 127.0.0.1:1}]
        upstreams:
          legacy: {url: http://127.0.0.1:9, dialect: rfc7009}
          rest: {url: http://127.0.0.1:9}
        routes:
          - {path: /introspect, dialect: introspection\(keys)}
        """
    }

    @Test func aRouteAsksTheEmbeddedRevoker() throws {
        let route = try Reading.valid(Self.text(", revoker: embedded, hint: strict")).routes[0].route
        #expect(route.isIntrospection)
        #expect(route.revoker == .embedded)
        #expect(route.policy.hint == .strict)
        #expect(route.upstreamName == nil)
    }

    static let faulty: [(String, String)] = [
        ("", #""revoker" is missing"#),
        (
            ", revoker: legacy",
            #"revoker: upstream "legacy" revokes and is not asked whether a token lives; write revoker: embedded"#
        ),
        (", revoker: nobody", #"revoker: no upstream "nobody""#),
        (", revoker: embedded, unknown-token: ok", #"unknown-token: an unknown token is {"active":false}"#),
        (", revoker: embedded, reply: flat", "reply: only replies of token-service come in two shapes"),
        (", revoker: embedded, hint: maybe", #"hint: "maybe" is not a value of it"#),
    ]

    @Test(arguments: faulty)
    func whatOnlyRevocationsHaveIsAFault(keys: String, words: String) {
        let faults = Reading.faults(Self.text(keys))
        #expect(faults.count == 1)
        #expect(faults.contains { $0.contains(words) && $0.hasPrefix("revgate.yaml:6:") }, "\(faults)")
    }
}
