import Gateway
import HTTP1
import NIOCore
import Observability
import Pooling
import Primitives

/// What a pool carries to its upstream on one kind of connection.
protocol PooledExchange: AnyObject {
    /// Whether it may be sent again when a connection breaks under it.
    var isRepeatable: Bool { get }

    /// What its way takes, in nanoseconds of a steady clock, for operators.
    func began(at time: UInt64)
    func sent()
    func ended(at time: UInt64)

    /// No reply counts. The last that the pool tells of it.
    func fail(_ failure: PoolFailure)
}

/// One connection of a pool, as a handler of its channel.
protocol PooledConnection: ChannelInboundHandler, SendableMetatype {
    associatedtype Exchange: PooledExchange

    var id: ConnectionID { get }

    init(pool: UpstreamPool<Self>, id: ConnectionID, to endpoint: Upstream.Endpoint, fixedHead: SecretBytes)

    /// The part of a request's head that is the same for all to one endpoint.
    static func fixedHead(for endpoint: Upstream.Endpoint, of upstream: Upstream) -> SecretBytes

    /// How long a call may take, in milliseconds; nil where the connection keeps the time itself.
    static func timeout(of upstream: Upstream) -> Int?

    func send(_ exchange: Exchange)

    /// The pool has let go of it.
    func release()
}

/// The connections of one event loop to one upstream: does what ``ConnectionPool`` decides, and decides nothing.
final class UpstreamPool<Connection: PooledConnection> {
    typealias Exchange = Connection.Exchange

    let upstream: Upstream
    let turnEnd: TurnEnd
    private let eventLoop: any EventLoop
    private let alarms: UpstreamAlarms
    private let tokens: AccessTokens
    private let observer: LoopObserver
    /// Its row among the observer's counters.
    private let row: Int
    private let connector: UpstreamConnector
    private let fixedHeads: [Upstream.Endpoint: SecretBytes]
    @exclusivity(unchecked) private var rules: ConnectionPool
    private var addresses: [UpstreamAddress] = []
    /// By the place of their call.
    private var exchanges: [Exchange?] = []
    /// By their place in the pool.
    private var connections: [Connection?] = []
    private var isStopped = false
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

    private var now: Int { GatewayLoop.milliseconds(.now()) }

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

    // MARK: Events of connections

    func connected(_ connection: Connection) {
        guard self.holds(connection) else { return }
        let time = self.now
        self.rules.connected(connection.id, at: time)
        self.settle(connection, at: time)
    }

    /// Runs something when the pool is done with what it does now.
    func later(_ body: @escaping () -> Void) {
        self.eventLoop.assumeIsolated().execute(body)
    }

    /// Tells the operator of a failure that the pool did not see itself.
    func report(_ failure: PoolFailure) {
        self.observer.upstreamFailed(row: self.row, UpstreamResult(failure))
        self.alarms.raise(.failure(failure), upstream: self.upstream.name)
    }

    /// The answer to a connection's exchange has begun.
    func answering(_ connection: Connection, _ standing: ConnectionPool.Standing, microseconds: Int) {
        self.observer.upstreamReplied(row: self.row, microseconds: microseconds)
        self.rules.answering(on: connection.id, standing, at: self.now)
    }

    /// A connection's exchange got no answer in time.
    func unanswered(_ connection: Connection) {
        self.report(.timeout)
        self.rules.answering(on: connection.id, .failing, at: self.now)
    }

    /// A connection's exchange is done with it. Nothing more is told of the exchange.
    func returned(_ connection: Connection, keepsAlive: Bool) {
        guard self.holds(connection), let call = self.rules.firstCall(on: connection.id) else { return }
        self.exchanges[call.index]?.ended(at: NIODeadline.now().uptimeNanoseconds)
        self.exchanges[call.index] = nil
        let time = self.now
        self.rules.returned(connection.id, keepsAlive: keepsAlive, at: time)
        self.settle(connection, at: time)
    }

    /// An exchange that may still wait for a connection is not wanted any more.
    func withdraw(_ exchange: Exchange) {
        guard let index = self.exchanges.firstIndex(where: { $0 === exchange }) else { return }
        if self.rules.withdrawn(CallID(index: index), at: self.now) { self.exchanges[index] = nil }
    }

    func broke(_ connection: Connection, _ breakage: ConnectionPool.Breakage) {
        guard self.holds(connection) else { return }
        self.connections[connection.id.index] = nil
        self.perform(self.rules.broke(connection.id, breakage, at: self.now))
    }

    private func connectFailed(_ connection: Connection) {
        guard self.holds(connection) else { return }
        self.connections[connection.id.index] = nil
        self.perform(self.rules.connectFailed(connection.id, at: self.now))
    }

    /// Hands waiting calls to a connection, then has it kept or closed.
    private func settle(_ connection: Connection, at time: Int) {
        while let call = self.rules.nextCall(for: connection.id, at: time) { self.send(call, on: connection) }
        self.perform(self.rules.connectionSettled(connection.id, at: time))
    }

    /// Whether a connection still has its place, which may have been given anew.
    private func holds(_ connection: Connection) -> Bool {
        !self.isStopped && self.connections[connection.id.index] === connection
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

    // MARK: Actions

    private func perform(_ action: OnCall, _ call: CallID) {
        switch action {
        case .send(let connection):
            guard let open = self.connections[connection.index] else {
                preconditionFailure("the pool sends on open connections")
            }
            self.send(call, on: open)
        case .wait: break
        case .connect(let connection): self.open(connection)
        case .refuse(let failure): self.fail(self.takeExchange(of: call), failure)
        }
    }

    /// What ends calls comes last: a caller may begin the next exchange at once. That must not be written before what
    /// the pool has put in front of it, nor find the place of a call that is still to be ended here.
    private func perform(_ actions: [PoolAction]) {
        var failed: [(Exchange, PoolFailure)] = []
        for action in actions {
            switch action {
            case .connect(let connection): self.open(connection)
            case .close(let connection):
                let closed = self.connections[connection.index]
                self.connections[connection.index] = nil
                closed?.release()
            case .send(let call, let connection): self.perform(.send(connection), call)
            case .fail(let call, let failure): failed.append((self.takeExchange(of: call), failure))
            }
        }
        for (exchange, failure) in failed { self.fail(exchange, failure) }
    }

    private func send(_ call: CallID, on connection: Connection) {
        guard let exchange = self.exchanges[call.index] else { preconditionFailure("a call without its exchange") }
        exchange.sent()
        connection.send(exchange)
    }

    private func takeExchange(of call: CallID) -> Exchange {
        guard let exchange = self.exchanges[call.index] else { preconditionFailure("a call without its exchange") }
        self.exchanges[call.index] = nil
        return exchange
    }

    private func fail(_ exchange: Exchange, _ failure: PoolFailure) {
        self.observer.upstreamFailed(row: self.row, UpstreamResult(failure))
        self.alarms.raise(.failure(failure), upstream: self.upstream.name)
        exchange.ended(at: NIODeadline.now().uptimeNanoseconds)
        exchange.fail(failure)
    }

    private func open(_ id: ConnectionID) {
        let name = self.rules.address(of: id)
        guard let address = self.addresses.first(where: { $0.name == name }),
            let fixedHead = self.fixedHeads[address.endpoint]
        else { preconditionFailure("the pool opens connections to the addresses of its upstream it was told last") }
        let connection = Connection(pool: self, id: id, to: address.endpoint, fixedHead: fixedHead)
        while self.connections.count <= id.index { self.connections.append(nil) }
        self.connections[id.index] = connection
        let eventLoop = self.eventLoop
        let bound = NIOLoopBound(connection, eventLoop: eventLoop)
        let timeout = TimeAmount.milliseconds(Int64(self.upstream.pool.connectTimeout))
        self.connector.connect(to: address, timeout: timeout, on: eventLoop) { try $0.addHandler(bound.value) }
            .assumeIsolated()
            // A refusal that comes at once finds the pool amid what it was told to do.
            .whenFailure { _ in eventLoop.assumeIsolated().execute { self.connectFailed(connection) } }
    }
}

/// Revocation calls, which may share a connection and are answered in order.
extension UpstreamPool: UpstreamExchanger where Connection == UpstreamConnection {
    func answered(
        _ connection: Connection, _ exchange: Exchange, _ standing: ConnectionPool.Standing,
        microseconds: Int, keepsAlive: Bool, at time: Int
    ) {
        guard let call = self.rules.firstCall(on: connection.id) else {
            preconditionFailure("a reply without a call")
        }
        self.observer.upstreamReplied(row: self.row, microseconds: microseconds)
        if exchange.isReplyGood { self.observer.upstreamSucceeded(row: self.row) }
        let verdict = self.rules.answered(
            on: connection.id, standing, microseconds: microseconds, keepsAlive: keepsAlive, at: time)
        if verdict == .finish { self.exchanges[call.index] = nil }
        self.settle(connection, at: time)
        switch verdict {
        case .finish: exchange.finish()
        case .retry(let action): self.perform(action, call)
        }
    }
}
