import Gateway
import NIOCore
import Observability
import Pooling

/// What the rules have the pool do.
extension UpstreamPool {
    func perform(_ action: OnCall, _ call: CallID) {
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
    func perform(_ actions: [PoolAction]) {
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

    func send(_ call: CallID, on connection: Connection) {
        guard let exchange = self.exchanges[call.index] else { preconditionFailure("a call without its exchange") }
        exchange.sent()
        connection.send(exchange)
    }

    private func takeExchange(of call: CallID) -> Exchange {
        guard let exchange = self.exchanges[call.index] else { preconditionFailure("a call without its exchange") }
        self.exchanges[call.index] = nil
        return exchange
    }

    func fail(_ exchange: Exchange, _ failure: PoolFailure) {
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
