import NIOCore
package import Observability

/// What the public listener and its upstreams say of themselves: the counts of all loops together.
package struct ServerFigures: Sendable {
    var loops: LoopFigures
    var alarms: AlarmCounts
    var tokens: AccessTokens
    var loopCount: Int
    /// Loops whose counts are those of an earlier scrape.
    var staleLoops: Int
    var connections: Int
    var exchangesInFlight: Int
    var threads: CryptoThreads
    var keptAnswers: Int
    var failedHandshakes: Int

    package func append(to page: inout MetricsText) {
        self.loops.exchanges.append(to: &page)
        self.loops.opened.append(to: &page)
        self.threads.counts.append(to: &page, waiting: self.threads.waiting)
        self.loops.upstreams.append(to: &page)
        self.alarms.append(to: &page)
        self.tokens.append(to: &page, at: GatewayLoop.milliseconds(.now()))
        self.appendPools(to: &page)
        page.add(.connections, self.connections)
        page.add(.exchangesInFlight, self.exchangesInFlight)
        page.add(.keptAnswers, self.keptAnswers)
        page.add(.handshakeFailures, self.failedHandshakes)
        page.add(.receivedBytes, self.loops.received)
        page.add(.sentBytes, self.loops.sent)
        page.add(.loops, self.loopCount)
        page.add(.staleLoops, self.staleLoops)
    }

    private func appendPools(to page: inout MetricsText) {
        let pools = Dictionary(grouping: self.loops.pools, by: \.upstream).sorted { $0.key < $1.key }
        func append(_ metric: Metric, _ value: ([PoolFigures]) -> Int) {
            page.begin(metric)
            for (upstream, figures) in pools { page.sample(metric, [upstream], value(figures)) }
        }
        append(.upstreamConnections) { $0.map(\.connections).reduce(0, +) }
        append(.upstreamWaiting) { $0.map(\.waiting).reduce(0, +) }
        append(.upstreamInFlight) { $0.map(\.inFlight).reduce(0, +) }
        append(.upstreamCircuit) { $0.map(\.circuit).max() ?? 0 }
    }
}
