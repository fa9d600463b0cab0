import Gateway
import HTTP1
import NIOCore
import Pooling
import Primitives

/// The connections of one event loop to one upstream: does what ``ConnectionPool`` decides, and decides nothing.
final class UpstreamPool: UpstreamExchanger {
    let upstream: Upstream
    let turnEnd: TurnEnd
    private let eventLoop: any EventLoop
    private let alarms: UpstreamAlarms
    private let connector: UpstreamConnector
    private let fixedHeads: [Upstream.Endpoint: SecretBytes]
    @exclusivity(unchecked) private var rules: ConnectionPool
    private var addresses: [UpstreamAddress] = []
    /// By the place of their call.
    private var exchanges: [UpstreamExchange?] = []
    /// By their place in the pool.
    private var connections: [UpstreamConnection?] = []
    private var isStopped = false

    init(
        _ upstream: Upstream, on eventLoop: any EventLoop, turnEnd: TurnEnd, addresses: [UpstreamAddress],
        alarms: UpstreamAlarms, contexts: UpstreamContexts
    ) {
        self.upstream = upstream
        self.turnEnd = turnEnd
        self.eventLoop = eventLoop
        self.alarms = alarms
        self.connector = UpstreamConnector(upstream, contexts: contexts, alarms: alarms)
        self.fixedHeads = Dictionary(
            upstream.endpoints.map { ($0, upstream.fixedHead(for: $0)) }, uniquingKeysWith: { first, _ in first })
        self.rules = ConnectionPool(upstream.pool, timeout: upstream.timeout)
        self.resolved(addresses)
    }

    private var now: Int { GatewayLoop.milliseconds(.now()) }

    // MARK: Exchanges

    func begin(_ exchange: UpstreamExchange) {
        let (call, action) = self.rules.callArrived(at: self.now)
        while self.exchanges.count <= call.index { self.exchanges.append(nil) }
        self.exchanges[call.index] = exchange
        self.perform(action, call)
    }

    func report(_ event: UpstreamEvent) {
        self.alarms.raise(.reply(event), upstream: self.upstream.name)
    }

    /// The exchange whose reply is awaited on a connection.
    func firstExchange(on connection: UpstreamConnection) -> UpstreamExchange {
        guard let call = self.rules.firstCall(on: connection.id), let exchange = self.exchanges[call.index] else {
            preconditionFailure("a reply without an exchange: the decoder refuses bytes that nobody expects")
        }
        return exchange
    }

    // MARK: Events of connections

    func connected(_ connection: UpstreamConnection) {
        guard self.holds(connection) else { return }
        let time = self.now
        self.rules.connected(connection.id, at: time)
        self.settle(connection, at: time)
    }

    func answered(
        _ connection: UpstreamConnection, _ exchange: UpstreamExchange, _ standing: ConnectionPool.Standing,
        microseconds: Int, keepsAlive: Bool, at time: Int
    ) {
        guard let call = self.rules.firstCall(on: connection.id) else {
            preconditionFailure("a reply without a call")
        }
        let verdict = self.rules.answered(
            on: connection.id, standing, microseconds: microseconds, keepsAlive: keepsAlive, at: time)
        if verdict == .finish { self.exchanges[call.index] = nil }
        self.settle(connection, at: time)
        switch verdict {
        case .finish: exchange.finish()
        case .retry(let action): self.perform(action, call)
        }
    }

    func broke(_ connection: UpstreamConnection, _ breakage: ConnectionPool.Breakage) {
        guard self.holds(connection) else { return }
        self.connections[connection.id.index] = nil
        self.perform(self.rules.broke(connection.id, breakage, at: self.now))
    }

    private func connectFailed(_ connection: UpstreamConnection) {
        guard self.holds(connection) else { return }
        self.connections[connection.id.index] = nil
        self.perform(self.rules.connectFailed(connection.id, at: self.now))
    }

    /// Hands waiting calls to a connection, then has it kept or closed.
    private func settle(_ connection: UpstreamConnection, at time: Int) {
        while let call = self.rules.nextCall(for: connection.id, at: time) { self.send(call, on: connection) }
        self.perform(self.rules.connectionSettled(connection.id, at: time))
    }

    /// Whether a connection still has its place, which may have been given anew.
    private func holds(_ connection: UpstreamConnection) -> Bool {
        !self.isStopped && self.connections[connection.id.index] === connection
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
        var failed: [(UpstreamExchange, PoolFailure)] = []
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

    private func send(_ call: CallID, on connection: UpstreamConnection) {
        guard let exchange = self.exchanges[call.index] else { preconditionFailure("a call without its exchange") }
        connection.send(exchange)
    }

    private func takeExchange(of call: CallID) -> UpstreamExchange {
        guard let exchange = self.exchanges[call.index] else { preconditionFailure("a call without its exchange") }
        self.exchanges[call.index] = nil
        return exchange
    }

    private func fail(_ exchange: UpstreamExchange, _ failure: PoolFailure) {
        self.alarms.raise(.failure(failure), upstream: self.upstream.name)
        exchange.fail(failure)
    }

    private func open(_ id: ConnectionID) {
        let name = self.rules.address(of: id)
        guard let address = self.addresses.first(where: { $0.name == name }),
            let fixedHead = self.fixedHeads[address.endpoint]
        else { preconditionFailure("the pool opens connections to the addresses of its upstream it was told last") }
        let connection = UpstreamConnection(pool: self, id: id, fixedHead: fixedHead)
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
