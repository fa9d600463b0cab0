import Dialects
import Gateway
import Testing

@testable import Configuration

@Suite struct IntrospectionTests {
    /// A route of introspection with more keys, beside upstreams; it stands in line 7.
    private static func text(_ keys: String) -> String {
        """
        listen: [{address: 127.0.0.1:1}]
        upstreams:
          legacy: {url: http://127.0.0.1:9, dialect: rfc7009}
          rest: {url: http://127.0.0.1:9}
          as: {url: http://127.0.0.1:9/introspect, dialect: introspection, credential: env:KEY}
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

    @Test func aRouteMayAskAnUpstreamToo() throws {
        let configuration = try Reading.valid(Self.text(", revoker: embedded, proxy: as"))
        #expect(configuration.routes[0].route.proxy == "as")
        #expect(configuration.routes[0].route.upstreamName == "as")
        #expect(configuration.limits.answers == AnswerLimits(count: 100_000, time: 30_000))
    }

    @Test func whatIsKeptHasItsLimits() throws {
        let text = Reading.minimal + "\nlimits: {introspection-cache: 0, introspection-ttl: 5s}"
        #expect(try Reading.valid(text).limits.answers == AnswerLimits(count: 0, time: 5_000))
    }

    @Test(arguments: [
        (
            "{path: /a, dialect: rfc7009, revoker: as}",
            #"revoker: upstream "as" is asked whether tokens live and revokes"#
        ),
        (
            "{path: /a, dialect: rfc7009, revoker: embedded, proxy: as}",
            "proxy: only a route of introspection asks another service; write revoker: as"
        ),
        ("{path: /a/*, forward: as}", #"forward: upstream "as" speaks a dialect"#),
        ("{path: /a/*, forward: rest, proxy: as}", #"unknown key "proxy""#),
    ])
    func noOtherRouteAsks(route: String, words: String) {
        let faults = Reading.faults(Self.text(", revoker: embedded") + "\n  - \(route)")
        #expect(faults.count == 1)
        #expect(faults.contains { $0.contains(words) && $0.hasPrefix("revgate.yaml:8:") }, "\(faults)")
    }

    @Test(arguments: [
        ("success-codes: [200]", "a success of introspection is an HTTP status"),
        ("unknown-token-codes: [x]", "a token that is not known there is not active"),
    ])
    func repliesHaveNoCodes(key: String, words: String) {
        let faults = Reading.faults(Reading.text(upstream: "url: http://a\ndialect: introspection\n\(key)"))
        #expect(faults.count == 1)
        #expect(faults.contains { $0.contains(words) }, "\(faults)")
    }

    static let faulty: [(String, String)] = [
        ("", #""revoker" is missing"#),
        (
            ", revoker: legacy",
            #"revoker: upstream "legacy" revokes and is not asked whether a token lives; write revoker: embedded"#
        ),
        (", revoker: as", "revoker: the embedded revoker is asked first; write revoker: embedded, proxy: as"),
        (
            ", revoker: embedded, proxy: legacy",
            #"proxy: upstream "legacy" is not asked whether tokens live; name one with dialect: introspection"#
        ),
        (
            ", revoker: embedded, proxy: rest",
            #"proxy: upstream "rest" is not asked whether tokens live; name one with dialect: introspection"#
        ),
        (", revoker: embedded, proxy: az", #"proxy: no upstream "az"; did you mean "as"?"#),
        (", revoker: nobody", #"revoker: no upstream "nobody""#),
        (", revoker: embedded, unknown-token: ok", #"unknown-token: an unknown token is {"active":false}"#),
        (", revoker: embedded, reply: flat", "reply: only replies of token-service come in two shapes"),
        (", revoker: embedded, hint: maybe", #"hint: "maybe" is not a value of it"#),
    ]

    @Test(arguments: faulty)
    func whatOnlyRevocationsHaveIsAFault(keys: String, words: String) {
        let faults = Reading.faults(Self.text(keys))
        #expect(faults.count == 1)
        #expect(faults.contains { $0.contains(words) && $0.hasPrefix("revgate.yaml:7:") }, "\(faults)")
    }

    @Test func aLedgerThatRefusesTheUnknownSaysNoSuccessBesideAProxy() {
        let text = Self.text(", revoker: embedded, proxy: as")
        let route = "\n  - {path: /revoke, dialect: rfc7009, revoker: embedded"
        let faults = Reading.faults(text + route + "}\nembedded: {unknown: refuse}")
        #expect(faults.contains { $0.contains("write: unknown-token: error") }, "\(faults)")
        #expect(Reading.faults(text + route + ", unknown-token: error}\nembedded: {unknown: refuse}").isEmpty)
        #expect(Reading.faults(text + route + "}").isEmpty)
    }
}
