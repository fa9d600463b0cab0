import Gateway
import HTTP1
import NIOCore
import Observability
import Pooling
import Primitives

/// The connections of one event loop to one upstream: does what ``ConnectionPool`` decides, and decides nothing.
final class UpstreamPool<Connection: PooledConnection> {
    typealias Exchange = Connection.Exchange

    let upstream: Upstream
    let turnEnd: TurnEnd
    let eventLoop: any EventLoop
    let alarms: UpstreamAlarms
    private let tokens: AccessTokens
    let observer: LoopObserver
    /// Its row among the observer's counters.
    let row: Int
    let connector: UpstreamConnector
    let fixedHeads: [Upstream.Endpoint: SecretBytes]
    @exclusivity(unchecked) var rules: ConnectionPool
    var addresses: [UpstreamAddress] = []
    /// By the place of their call.
    var exchanges: [Exchange?] = []
    /// By their place in the pool.
    var connections: [Connection?] = []
    var isStopped = false
    /// The header line of an access token, where the upstream wants one; the last one there was, so that nothing is sent
    /// without.
    private(set) var authorization: SecretBytes?
    /// False while there is no access token that is good.
    private var isAuthorized = true

    init(_ upstream: Upstream, at place: PoolPlace, addresses: [UpstreamAddress]) {
        self.upstream = upstream
        self.turnEnd = place.turnEnd
        self.eventLoop = place.eventLoop
        self.alarms = place.alarms
        self.tokens = place.tokens
        self.observer = place.observer
        self.row = place.observer.row(upstream: upstream.name)
        self.connector = UpstreamConnector(upstream, contexts: place.contexts, alarms: place.alarms)
        self.fixedHeads = Dictionary(
            upstream.endpoints.map { ($0, Connection.fixedHead(for: $0, of: upstream)) },
            uniquingKeysWith: { first, _ in first })
        var settings = upstream.pool
        let timeout = Connection.timeout(of: upstream)
        // A call that keeps its own time has its connection to itself.
        if timeout == nil { settings.pipelining = 1 }
        self.rules = ConnectionPool(settings, timeout: timeout)
        self.resolved(addresses)
        self.accessTokenChanged()
    }

    var now: Int { GatewayLoop.milliseconds(.now()) }

    // MARK: Exchanges

    func begin(_ exchange: Exchange) {
        let time = NIODeadline.now()
        exchange.began(at: time.uptimeNanoseconds)
        guard self.isAuthorized else { return self.fail(exchange, .noAccessToken) }
        let (call, action) = self.rules.callArrived(
            at: GatewayLoop.milliseconds(time), isRepeatable: exchange.isRepeatable)
        while self.exchanges.count <= call.index { self.exchanges.append(nil) }
        self.exchanges[call.index] = exchange
        self.perform(action, call)
    }

    func report(_ event: UpstreamEvent) {
        if event == .credentialRefused { self.accessTokenRefused() }
        self.observer.upstreamFailed(row: self.row, UpstreamResult(event))
        self.alarms.raise(.reply(event), upstream: self.upstream.name)
    }

    /// A reply was passed on whole, and nothing was wrong with it.
    func passed() {
        self.observer.upstreamSucceeded(row: self.row)
    }

    /// The exchange whose reply is awaited on a connection.
    func firstExchange(on connection: Connection) -> Exchange {
        guard let call = self.rules.firstCall(on: connection.id), let exchange = self.exchanges[call.index] else {
            preconditionFailure("a reply without an exchange: the decoder refuses bytes that nobody expects")
        }
        return exchange
    }

    // MARK: Access tokens

    /// Takes the token that is there now.
    func accessTokenChanged() {
        guard let credentials = self.upstream.clientCredentials else { return }
        let field = self.tokens.field(for: credentials, at: self.now)
        if let field { self.authorization = field }
        self.isAuthorized = field != nil
    }

    /// The upstream did not accept what it was shown.
    func accessTokenRefused() {
        guard let authorization = self.authorization else { return }
        self.tokens.refused(authorization, of: self.upstream.name, at: self.now)
    }

    // MARK: Upkeep

    func ticked() {
        self.perform(self.rules.ticked(at: self.now))
        for note in self.rules.takeNotes() { self.alarms.raise(.pool(note), upstream: self.upstream.name) }
    }

    func resolved(_ addresses: [UpstreamAddress]) {
        guard self.addresses != addresses else { return }
        self.addresses = addresses
        self.perform(self.rules.resolved(addresses.map(\.name), at: self.now))
    }

    func checked(_ address: String, isGood: Bool) {
        guard let health = self.upstream.health else { return }
        self.perform(
            self.rules.checked(address, isGood: isGood, rise: health.rise, fall: health.fall, at: self.now))
    }

    /// Another pool takes its place: what is under way ends here.
    func drain() {
        self.perform(self.rules.drain(at: self.now))
    }

    /// Closes everything; exchanges that are left go with the connections of their callers.
    func stop() {
        self.isStopped = true
        for connection in self.connections { connection?.release() }
    }

    var isQuiet: Bool { self.rules.isQuiet }

    var figures: PoolFigures {
        let circuit =
            switch self.rules.breakerState {
            case .closed: 0
            case .halfOpen: 1
            case .open: 2
            }
        let waiting = self.rules.waitingCount
        return PoolFigures(
            upstream: self.upstream.name, connections: self.rules.connectionCount, waiting: waiting,
            inFlight: self.rules.callCount - waiting, circuit: circuit)
    }
}
