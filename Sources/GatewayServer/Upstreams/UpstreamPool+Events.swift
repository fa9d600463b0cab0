import Gateway
import NIOCore
import Observability
import Pooling

/// What connections tell of themselves and of the exchanges on them.
extension UpstreamPool {
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

    func connectFailed(_ connection: Connection) {
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
