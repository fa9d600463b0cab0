import Dialects
import Envelopes
import Gateway
import Pooling
import Testing

@testable import Configuration

@Suite struct UpstreamTests {
    static let full = """
        url: [http://127.0.0.1:9000/path?query, "http://[::1]"]
        dialect: token-service
        cipher: {profile: aes-192-cbc, key: legacy-body}
        credential: env:LEGACY
        timeout: 3s
        connect-timeout: 500ms
        connections: 32
        idle-connections: 16
        queue: 100
        queue-timeout: 250ms
        idle-timeout: 20s
        maximum-age: 5m
        pipelining: 8
        pipeline-hold: 2ms
        resolve-interval: 1m
        reply-limit: 8KiB
        pass: [x-request-id, x-forwarded, forwarded]
        success-codes: [100, "200", 00, OK]
        unknown-token-codes: [TOK404, 404]
        retry-budget: {percent: 10, minimum-per-second: 3, window: 20s}
        circuit-breaker: {consecutive-failures: 4, failure-percent: 60, minimum-calls: 7, window: 5s, open-time: 2s, maximum-open-time: 8s, closing-successes: 3}
        ejection: {consecutive-failures: 6, time: 2s, maximum-time: 30s}
        health-check: {path: /health?deep, interval: 3s, timeout: 400ms, rise: 4, fall: 5}
        """

    @Test func secureUpstreamsHaveTheirTrust() throws {
        let plain = try Reading.upstream("url: https://a")
        #expect(plain.tls == Configuration.UpstreamEntry.TLS(authorityFile: nil, serverName: nil, line: 5))
        let named = try Reading.upstream("url: https://a\ntls: {ca: ca.pem, server-name: B.example}")
        let expected = Configuration.UpstreamEntry.TLS(authorityFile: "etc/ca.pem", serverName: "b.example", line: 6)
        #expect(named.tls == expected)
        #expect(try Reading.upstream("url: http://a").tls == nil)
    }

    @Test func everyKeyIsRead() throws {
        let entry = try Reading.upstream(Self.full)
        #expect(entry.name == "legacy")
        #expect(entry.line == 4)
        #expect(
            entry.endpoints == [
                Upstream.Endpoint(host: "127.0.0.1", port: 9000, target: "/path?query"),
                Upstream.Endpoint(host: "::1", port: 80, target: "/"),
            ])
        #expect(entry.dialect?.name == .tokenService)
        #expect(entry.cipher?.profile.name == "aes-192-cbc")
        #expect(entry.cipher?.key == "legacy-body")
        #expect(entry.credential == .apiKey(.environment("LEGACY")))
        #expect(entry.timeout == 3_000)
        #expect(entry.resolveInterval == 60_000)
        #expect(entry.replyLimit == 8_192)
        #expect(entry.passes == [.requestID, .xForwarded, .forwarded])
        #expect(
            entry.codes == ClientCodes(success: .listed(["100", "200", "00", "OK"]), unknownToken: ["TOK404", "404"]))
        var health = Upstream.HealthCheck(target: "/health?deep")
        (health.interval, health.timeout, health.rise, health.fall) = (3_000, 400, 4, 5)
        #expect(entry.health == health)
    }

    @Test func everyKeyOfThePoolIsRead() throws {
        var pool = PoolSettings.defaults
        (pool.connections, pool.idleConnections, pool.queue, pool.queueTimeout) = (32, 16, 100, 250)
        (pool.connectTimeout, pool.idleTimeout, pool.maximumAge) = (500, 20_000, 300_000)
        (pool.pipelining, pool.pipelineHold) = (8, 2_000)
        (pool.retries.percent, pool.retries.minimumPerSecond, pool.retries.window) = (10, 3, 20_000)
        (pool.breaker.consecutiveFailures, pool.breaker.failurePercent) = (4, 60)
        (pool.breaker.minimumCalls, pool.breaker.window, pool.breaker.closingSuccesses) = (7, 5_000, 3)
        (pool.breaker.openTime, pool.breaker.maximumOpenTime) = (2_000, 8_000)
        pool.ejection.consecutiveFailures = 6
        (pool.ejection.ejectionTime, pool.ejection.maximumEjectionTime) = (2_000, 30_000)
        #expect(try Reading.upstream(Self.full).pool == pool)
    }

    @Test func anAddressAloneHasDefaults() throws {
        let entry = try Reading.upstream("url: http://legacy")
        #expect(entry.endpoints == [Upstream.Endpoint(host: "legacy", port: 80, target: "/")])
        #expect(entry.dialect == nil)
        #expect(entry.cipher == nil)
        #expect(entry.credential == nil)
        #expect(entry.timeout == 30_000)
        #expect(entry.resolveInterval == 30_000)
        #expect(entry.replyLimit == 65_536)
        #expect(entry.passes == [.requestID, .traceParent])
        #expect(entry.pool == .defaults)
        #expect(entry.health == nil)
    }

    @Test(arguments: ClientDialect.table.map(\.name))
    func codesAreTheDialectsWhereNoneAreListed(name: DialectName) throws {
        let entry = try Reading.upstream("url: http://legacy\ndialect: \(name.rawValue)")
        #expect(entry.codes == ClientDialect.named(name)?.codes)
    }

    @Test func emptyListsTakeTheDefaultsAway() throws {
        let entry = try Reading.upstream("url: http://legacy\ndialect: native\npass: []\nunknown-token-codes: []")
        #expect(entry.passes.isEmpty)
        #expect(entry.codes.unknownToken.isEmpty)
    }

    /// A code that the dialect would take as success may say otherwise where the successes are listed.
    @Test func aListOfSuccessesReplacesTheDialectsRule() throws {
        let entry = try Reading.upstream(
            "url: http://legacy\ndialect: token-service\nsuccess-codes: [200]\nunknown-token-codes: [100]")
        #expect(entry.codes == ClientCodes(success: .listed(["200"]), unknownToken: ["100"]))
    }

    @Test(arguments: [
        ("file:legacy.key", CredentialSource.apiKey(.file("etc/legacy.key"))),
        ("legacy-key", .apiKey(.key("legacy-key"))),
        ("{api-key: env:K}", .apiKey(.environment("K"))), ("{basic: file:/run/basic}", .basic(.file("/run/basic"))),
        ("{bearer: legacy-key}", .bearer(.key("legacy-key"))),
    ])
    func credentialsSayHowTheyAreSentAndWhereTheyLie(text: String, source: CredentialSource) throws {
        #expect(try Reading.upstream("url: http://legacy\ncredential: \(text)").credential == source)
    }

    @Test func limitsLeftOutFollowTheOnesWritten() throws {
        let entry = try Reading.upstream(
            """
            url: http://legacy
            connections: 8
            circuit-breaker: {open-time: 45s}
            ejection: {time: 90s}
            health-check: {path: /, interval: 200ms}
            """)
        #expect(entry.pool.idleConnections == 8)
        #expect(entry.pool.breaker.maximumOpenTime == 45_000)
        #expect(entry.pool.ejection.maximumEjectionTime == 90_000)
        #expect(entry.health?.timeout == 200)
    }

    @Test func connectingMayTakeAsLongAsTheWholeCall() throws {
        let entry = try Reading.upstream("url: http://legacy\ntimeout: 100ms\nconnect-timeout: 1s")
        #expect((entry.timeout, entry.pool.connectTimeout) == (100, 1_000))
    }

    @Test func upstreamsThatNoRouteNamesAreAllowed() throws {
        let configuration = try Reading.valid(
            Reading.minimal + "\nupstreams: {a: {url: http://a}, b-2: {url: http://a, dialect: native}}")
        #expect(configuration.upstreams.map(\.name) == ["a", "b-2"])
    }
}
