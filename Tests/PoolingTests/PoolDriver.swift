import Testing

@testable import Pooling

/// A shell without sockets: keeps what was written on which connection, in its order, and what became of calls.
final class PoolDriver {
    enum End: Equatable {
        case finished
        case failed(PoolFailure)
    }

    var pool: ConnectionPool
    var time = 0
    /// Connections that were asked for and neither opened nor failed.
    var opening: [ConnectionID] = []
    /// Open connections, and the calls written on them without an answer.
    var wire: [ConnectionID: [CallID]] = [:]
    /// Calls under way, and when each has to be over.
    var due: [CallID: Int] = [:]
    var log: [(call: CallID, end: End)] = []
    let timeout: Int

    init(
        _ names: [String] = ["a"], timeout: Int = 1_000, at time: Int = 0,
        _ change: (inout PoolSettings) -> Void = { _ in }
    ) {
        var settings = PoolSettings.defaults
        change(&settings)
        self.timeout = timeout
        self.time = time
        self.pool = ConnectionPool(settings, timeout: timeout)
        #expect(self.pool.resolved(names, at: time) == [])
    }

    // MARK: Events

    @discardableResult
    func arrive() -> (call: CallID, action: OnCall) {
        let (call, action) = self.pool.callArrived(at: self.time)
        #expect(self.due[call] == nil, "a place is given anew only after its call has ended")
        self.due[call] = self.time + self.timeout
        self.perform(action, call)
        return (call, action)
    }

    /// Opens a connection as its shell does: hand-over, then settling.
    @discardableResult
    func connect(_ connection: ConnectionID) -> (taken: [CallID], actions: [PoolAction]) {
        self.opening.removeAll { $0 == connection }
        self.wire[connection] = []
        self.pool.connected(connection, at: self.time)
        return self.settle(connection)
    }

    @discardableResult
    func connectFails(_ connection: ConnectionID) -> [PoolAction] {
        self.opening.removeAll { $0 == connection }
        return self.perform(self.pool.connectFailed(connection, at: self.time))
    }

    @discardableResult
    func answer(
        _ connection: ConnectionID, _ standing: ConnectionPool.Standing = .sound, after microseconds: Int = 100,
        keepsAlive: Bool = true
    ) -> (verdict: ConnectionPool.OnAnswer, taken: [CallID], actions: [PoolAction]) {
        let call = self.wire[connection]?.first
        #expect(self.pool.firstCall(on: connection) == call, "an answer is given to the call that was sent first")
        let verdict = self.pool.answered(
            on: connection, standing, microseconds: microseconds, keepsAlive: keepsAlive, at: self.time)
        self.wire[connection]?.removeFirst()
        guard let call else { return (verdict, [], []) }
        if verdict == .finish { self.end(call, .finished) }
        let (taken, actions) = self.settle(connection)
        if case .retry(let action) = verdict { self.perform(action, call) }
        return (verdict, taken, actions)
    }

    @discardableResult
    func breaks(_ connection: ConnectionID, _ breakage: ConnectionPool.Breakage = .closed) -> [PoolAction] {
        self.wire[connection] = nil
        return self.perform(self.pool.broke(connection, breakage, at: self.time))
    }

    @discardableResult
    func tick(after milliseconds: Int = 0) -> [PoolAction] {
        self.time += milliseconds
        return self.perform(self.pool.ticked(at: self.time))
    }

    @discardableResult
    func resolve(_ names: [String]) -> [PoolAction] {
        self.perform(self.pool.resolved(names, at: self.time))
    }

    @discardableResult
    func check(_ name: String, isGood: Bool) -> [PoolAction] {
        self.perform(self.pool.checked(name, isGood: isGood, rise: 2, fall: 2, at: self.time))
    }

    @discardableResult
    func drain() -> [PoolAction] {
        self.perform(self.pool.drain(at: self.time))
    }

    /// A call that arrives on a connection opened for it, to the address that the pool chooses.
    func opened() -> (call: CallID, connection: ConnectionID) {
        let (call, action) = self.arrive()
        guard case .connect(let connection) = action else {
            Issue.record("no connection was opened: \(action)")
            return (call, ConnectionID(index: 0))
        }
        #expect(self.connect(connection).taken == [call])
        return (call, connection)
    }

    func end(of call: CallID) -> End? { self.log.last { $0.call == call }?.end }

    // MARK: Actions

    private func settle(_ connection: ConnectionID) -> (taken: [CallID], actions: [PoolAction]) {
        var taken: [CallID] = []
        while let call = self.pool.nextCall(for: connection, at: self.time) {
            self.send(call, connection)
            taken.append(call)
        }
        return (taken, self.perform(self.pool.connectionSettled(connection, at: self.time)))
    }

    private func perform(_ action: OnCall, _ call: CallID) {
        switch action {
        case .send(let connection): self.send(call, connection)
        case .connect(let connection): self.open(connection)
        case .wait: break
        case .refuse(let failure): self.end(call, .failed(failure))
        }
    }

    @discardableResult
    private func perform(_ actions: [PoolAction]) -> [PoolAction] {
        for action in actions {
            switch action {
            case .send(let call, let connection): self.send(call, connection)
            case .connect(let connection): self.open(connection)
            case .fail(let call, let failure): self.end(call, .failed(failure))
            case .close(let connection):
                #expect(self.wire[connection] != nil, "only an open connection is closed")
                self.wire[connection] = nil
            }
        }
        return actions
    }

    private func send(_ call: CallID, _ connection: ConnectionID) {
        #expect(self.due[call] != nil, "only a call under way is sent")
        #expect(self.wire[connection] != nil, "calls are sent on open connections")
        self.wire[connection]?.append(call)
    }

    private func open(_ connection: ConnectionID) {
        #expect(self.wire[connection] == nil && !self.opening.contains(connection), "a place is given anew when free")
        self.opening.append(connection)
    }

    private func end(_ call: CallID, _ end: End) {
        #expect(self.due.removeValue(forKey: call) != nil, "a call ends once")
        self.log.append((call, end))
    }
}
