import Dialects
import Gateway
import NIOCore
import Observability
import Primitives

/// Counts and logs what happens on one event loop. Used on that loop only: no lock, no atomic, no look-up by name once
/// an exchange.
final class LoopObserver {
    /// Bytes of log lines that are handed over at once; what is less waits for the tick.
    static let batch = 32 << 10

    let log: AccessLog
    let logNames: SubjectLogName
    @exclusivity(unchecked) private var exchanges = ExchangeCounters()
    @exclusivity(unchecked) private var upstreams = UpstreamCounters()
    @exclusivity(unchecked) private var opened = OpenedBodyCounters()
    @exclusivity(unchecked) var line = JSONLine(capacity: LoopObserver.batch + (8 << 10))
    @exclusivity(unchecked) var clock = LineClock()
    @exclusivity(unchecked) var lastFacts = LineFacts()
    /// Empty, and ready for the next lines.
    @exclusivity(unchecked) private var spare: [UInt8] = []
    private var received: UInt64 = 0
    private var sent: UInt64 = 0
    private var routes: [ObjectIdentifier: KnownRoute] = [:]
    private var lastRoute: KnownRoute?

    init(log: AccessLog, subjectSecret: SecretBytes) {
        self.log = log
        self.logNames = SubjectLogName(secret: subjectSecret)
    }

    /// Begins the series of a snapshot's routes.
    func adopt(_ snapshot: Snapshot) {
        self.routes = [:]
        self.lastRoute = nil
        for route in snapshot.routes.routes { _ = self.known(route) }
    }

    // MARK: Events

    func received(bytes: Int) { self.received &+= UInt64(bytes) }
    func sent(bytes: Int) { self.sent &+= UInt64(bytes) }

    /// An exchange has ended, in whichever way: once for each record that was begun.
    func exchangeEnded(_ record: inout ExchangeRecord, of peer: any Peer) {
        record.end()
        let ended = record.ended ?? .now()
        let nanoseconds = ended > record.began ? UInt64((ended - record.began).nanoseconds) : 0
        let route = record.route.map(self.known)
        let row = route?.row ?? ExchangeCounters.noRoute
        self.exchanges.ended(
            row: row, record.outcome, record.itemRefusals == nil ? record.refusal : nil, record.cause,
            nanoseconds: nanoseconds)
        for refusal in record.itemRefusals ?? [] { self.exchanges.refused(row: row, refusal) }
        if record.cipher >= 0, let route, let consumer = record.consumer {
            self.opened.opened(row: route.opened(by: consumer, record.cipher, &self.opened))
        }
        if self.log.isOn { self.write(record, route, nanoseconds: nanoseconds, from: peer) }
        record.subject = nil
    }

    private func known(_ route: Route) -> KnownRoute {
        if let last = self.lastRoute, last.route === route { return last }
        let known = self.routes[ObjectIdentifier(route)] ?? self.learn(route)
        self.lastRoute = known
        return known
    }

    private func learn(_ route: Route) -> KnownRoute {
        let row = self.exchanges.row(route: route.name, dialect: route.dialectLabel)
        let known = KnownRoute(route, row: row)
        self.routes[ObjectIdentifier(route)] = known
        return known
    }

    // MARK: Upstreams

    func row(upstream: String) -> Int { self.upstreams.row(upstream: upstream) }

    func upstreamReplied(row: Int, microseconds: Int) {
        self.upstreams.replied(row: row, nanoseconds: UInt64(max(0, microseconds)) * 1_000)
    }

    func upstreamSucceeded(row: Int) {
        self.upstreams.succeeded(row: row)
    }

    func upstreamFailed(row: Int, _ result: UpstreamResult) {
        self.upstreams.failed(row: row, result)
    }

    // MARK: The log

    /// Every 100 ms.
    func ticked(wall: Int64, steady: NIODeadline) {
        self.clock.ticked(wall: wall, steady: steady)
        self.flush()
    }

    /// Hands over what has been written.
    func flush() {
        guard self.line.lines > 0 else { return }
        // Held by nobody else, or it would be copied instead of used again.
        var empty: [UInt8] = []
        swap(&empty, &self.spare)
        let (bytes, lines) = self.line.exchange(for: consume empty)
        self.spare = self.log.offer(bytes, lines: lines)
    }

    // MARK: Scrapes

    /// A copy of all counts.
    var figures: LoopFigures {
        LoopFigures(
            exchanges: self.exchanges, opened: self.opened, upstreams: self.upstreams, received: self.received,
            sent: self.sent)
    }
}

/// What one loop has counted, as of one moment.
struct LoopFigures: Sendable {
    var exchanges = ExchangeCounters()
    var opened = OpenedBodyCounters()
    var upstreams = UpstreamCounters()
    var received: UInt64 = 0
    var sent: UInt64 = 0
    var pools: [PoolFigures] = []
    /// Higher than that of every copy that the loop gave before.
    var number = 0

    mutating func merge(_ other: LoopFigures) {
        self.exchanges.merge(other.exchanges)
        self.opened.merge(other.opened)
        self.upstreams.merge(other.upstreams)
        self.received += other.received
        self.sent += other.sent
        self.pools += other.pools
    }
}

extension Route {
    /// What metrics and log call its dialect.
    var dialectLabel: String { self.dialect?.name.rawValue ?? "none" }
}
