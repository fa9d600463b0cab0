import Testing

@testable import Pooling

/// Several calls on one connection, answered in their order.
@Suite struct ConnectionPoolPipelineTests {
    /// One connection with its first call and as many more.
    private func filled(
        _ more: Int, names: [String] = ["a"], connections: Int = 1, _ change: (inout PoolSettings) -> Void = { _ in }
    ) -> (driver: PoolDriver, connection: ConnectionID, calls: [CallID]) {
        let driver = PoolDriver(names) {
            $0.connections = connections
            $0.pipelining = 4
            change(&$0)
        }
        let first = driver.opened()
        let calls = (0..<more).map { _ in
            let (call, action) = driver.arrive()
            #expect(action == .send(first.connection))
            return call
        }
        return (driver, first.connection, [first.call] + calls)
    }

    @Test func callsAreAnsweredInTheOrderInWhichTheyWereSent() {
        let (driver, connection, calls) = self.filled(3)
        #expect(driver.wire[connection] == calls)
        for call in calls {
            #expect(driver.pool.firstCall(on: connection) == call)
            driver.answer(connection)
            #expect(driver.end(of: call) == .finished)
        }
        #expect(driver.pool.idleCount == 1)
    }

    @Test func beyondTheDepthACallWaits() {
        let (driver, connection, _) = self.filled(3)
        let (call, action) = driver.arrive()
        #expect(action == .wait)
        #expect(driver.answer(connection).taken == [call])
    }

    @Test func aStalledConnectionTakesNoMoreUntilItAnswers() {
        let (driver, connection, _) = self.filled(1)
        driver.time = 6
        let (call, action) = driver.arrive()
        #expect(action == .wait)
        #expect(driver.pool.connections[connection.index].isListed == false)
        #expect(driver.answer(connection).taken == [call])
        #expect(driver.pool.connections[connection.index].isListed == true)
        #expect(driver.arrive().action == .send(connection))
    }

    @Test func aBreakageInTheMiddleRetriesAllInOrder() {
        let (driver, connection, calls) = self.filled(3)
        driver.answer(connection)
        #expect(driver.breaks(connection) == [.connect(connection)])
        #expect(driver.connect(connection).taken == Array(calls.dropFirst()))
        #expect(driver.wire[connection] == Array(calls.dropFirst()))
    }

    @Test func callsBehindALateOneAreRetried() {
        let (driver, connection, first) = self.filled(0)
        driver.time = 4
        let calls = first + [driver.arrive().call]
        driver.time = 1_000
        #expect(driver.tick() == [.close(connection), .connect(connection), .fail(calls[0], .timeout)])
        #expect(driver.connect(connection).taken == [calls[1]])
    }

    @Test func callsBehindGarbageAreRetried() {
        let (driver, connection, calls) = self.filled(1)
        #expect(driver.breaks(connection, .garbage) == [.connect(connection), .fail(calls[0], .broken)])
        #expect(driver.connect(connection).taken == [calls[1]])
    }

    @Test func noRetryGoesToAConnectionThatTheSameTickCloses() {
        let (driver, first, calls) = self.filled(3, connections: 2)
        let second = driver.opened()
        driver.time = 999
        driver.tick()
        driver.time = 1_000
        let actions = driver.tick()
        #expect(!actions.contains { if case .send = $0 { true } else { false } })
        #expect(actions.prefix(2) == [.close(first), .close(second.connection)])
        for call in calls + [second.call] { #expect(driver.end(of: call) == .failed(.timeout)) }
    }

    @Test func aFailingAnswerIsRetriedBehindWhatTheConnectionTookMeanwhile() {
        let (driver, connection, calls) = self.filled(3, names: ["a", "b"], connections: 1)
        let waiting = driver.arrive().call
        let (verdict, taken, actions) = driver.answer(connection, .failing)
        #expect(verdict == .retry(.wait))
        #expect(taken == [waiting])
        #expect(actions == [])
        #expect(driver.wire[connection] == Array(calls.dropFirst()) + [waiting])
        #expect(driver.answer(connection).actions == [.send(calls[0], connection)])
        #expect(driver.wire[connection] == Array(calls.dropFirst(2)) + [waiting, calls[0]])
    }
}
