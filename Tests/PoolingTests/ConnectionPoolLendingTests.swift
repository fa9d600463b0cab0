import Testing

@testable import Pooling

/// Calls that have a connection to themselves.
@Suite final class ConnectionPoolLendingTests {
    private var pool = ConnectionPool(PoolSettings.defaults, timeout: nil)

    init() {
        #expect(self.pool.resolved(["a"], at: 0) == [])
    }

    /// A call that has been given a connection of its own.
    private func lent(isRepeatable: Bool = true) throws -> (call: CallID, connection: ConnectionID) {
        let (call, action) = self.pool.callArrived(at: 0, isRepeatable: isRepeatable)
        guard case .connect(let connection) = action else { throw NoConnection() }
        self.pool.connected(connection, at: 0)
        let taken = self.pool.nextCall(for: connection, at: 0)
        #expect(taken == call)
        #expect(self.pool.connectionSettled(connection, at: 0) == [])
        return (call, connection)
    }

    private struct NoConnection: Error {}

    @Test func callKeepsItsOwnTime() throws {
        let (call, connection) = try self.lent()
        #expect(self.pool.ticked(at: 3_600_000) == [])
        #expect(self.pool.firstCall(on: connection) == call)
    }

    @Test func connectionIsSharedWithNobody() throws {
        _ = try self.lent()
        let (_, action) = self.pool.callArrived(at: 1, isRepeatable: true)
        guard case .connect = action else {
            Issue.record("\(action)")
            return
        }
    }

    @Test func returnedConnectionIsUsedAgain() throws {
        let (_, connection) = try self.lent()
        self.pool.answering(on: connection, .sound, at: 5)
        self.pool.returned(connection, keepsAlive: true, at: 6)
        #expect(self.pool.connectionSettled(connection, at: 6) == [])
        let (_, action) = self.pool.callArrived(at: 7, isRepeatable: true)
        #expect(action == .send(connection))
    }

    @Test func connectionThatCarriesNoMoreIsClosed() throws {
        let (_, connection) = try self.lent()
        self.pool.returned(connection, keepsAlive: false, at: 5)
        #expect(self.pool.connectionSettled(connection, at: 5) == [.close(connection)])
        let isQuiet = self.pool.isQuiet
        #expect(isQuiet)
    }

    @Test func whatIsNotRepeatableEndsWithItsConnection() throws {
        let (call, connection) = try self.lent(isRepeatable: false)
        #expect(self.pool.broke(connection, .closed, at: 5) == [.fail(call, .broken)])
    }

    @Test func whatIsRepeatableGetsAnotherConnection() throws {
        let (_, connection) = try self.lent()
        let actions = self.pool.broke(connection, .closed, at: 5)
        guard case .connect? = actions.first, actions.count == 1 else {
            Issue.record("\(actions)")
            return
        }
    }

    @Test func whatHasBegunToBeAnsweredIsNotRepeated() throws {
        let (call, connection) = try self.lent()
        self.pool.answering(on: connection, .sound, at: 5)
        #expect(self.pool.broke(connection, .closed, at: 6) == [.fail(call, .broken)])
    }

    @Test func callThatLeavesWhileItWaitsIsForgotten() {
        let (call, _) = self.pool.callArrived(at: 0, isRepeatable: true)
        let hasEnded = self.pool.withdrawn(call, at: 1)
        #expect(hasEnded)
        #expect(self.pool.waitingCount == 0)
        #expect(self.pool.callCount == 0)
    }

    @Test func callThatHasAConnectionDoesNotLeaveByItself() throws {
        let (call, connection) = try self.lent()
        let hasEnded = self.pool.withdrawn(call, at: 1)
        #expect(!hasEnded)
        #expect(self.pool.firstCall(on: connection) == call)
    }

    /// Callers that go away say nothing of the upstream: neither success nor failure.
    @Test func callersThatLeaveDoNotOpenTheCircuit() throws {
        for _ in 0..<50 {
            let (_, connection) = try self.lent()
            self.pool.returned(connection, keepsAlive: false, at: 1)
            _ = self.pool.connectionSettled(connection, at: 1)
        }
        #expect(self.pool.breakerState == .closed)
    }

    @Test func silenceOpensTheCircuit() throws {
        for _ in 0..<50 where self.pool.breakerState == .closed {
            let (_, connection) = try self.lent()
            self.pool.answering(on: connection, .failing, at: 1)
            self.pool.returned(connection, keepsAlive: false, at: 1)
            _ = self.pool.connectionSettled(connection, at: 1)
        }
        guard case .open = self.pool.breakerState else {
            Issue.record("\(self.pool.breakerState)")
            return
        }
    }
}
