import Testing

@testable import Pooling

/// Calls and connections of one address, one call at a time on each.
@Suite struct ConnectionPoolCallTests {
    @Test func theFirstCallConnectsAndIsHandedOver() {
        let driver = PoolDriver()
        let (call, action) = driver.arrive()
        #expect(action == .connect(ConnectionID(index: 0)))
        #expect(driver.pool.waitingCount == 1)
        let (taken, actions) = driver.connect(ConnectionID(index: 0))
        #expect(taken == [call])
        #expect(actions == [])
        #expect(driver.pool.calls[call.index].place == .inFlight(ConnectionID(index: 0)))
        #expect(driver.answer(ConnectionID(index: 0)).verdict == .finish)
        #expect(driver.end(of: call) == .finished)
        #expect(driver.pool.callCount == 0)
        #expect(driver.pool.idleCount == 1)
    }

    @Test func aSecondCallConnectsToo() {
        let driver = PoolDriver()
        let first = driver.opened()
        let second = driver.opened()
        #expect(first.connection != second.connection)
        #expect(driver.pool.connectionCount == 2)
    }

    @Test func atTheLimitACallWaitsForAnAnswer() {
        let driver = PoolDriver { $0.connections = 1 }
        let first = driver.opened()
        let (second, action) = driver.arrive()
        #expect(action == .wait)
        #expect(driver.answer(first.connection).taken == [second])
        #expect(driver.pool.idleCount == 0)
        #expect(driver.pool.waitingCount == 0)
    }

    @Test func theConnectionUsedLastIsUsedFirst() {
        let driver = PoolDriver()
        let first = driver.opened().connection
        let second = driver.opened().connection
        driver.answer(second)
        driver.answer(first)
        #expect(driver.arrive().action == .send(first))
        #expect(driver.arrive().action == .send(second))
    }

    @Test func aConnectionThatTheUpstreamClosesIsNotKept() {
        let driver = PoolDriver()
        let (call, connection) = driver.opened()
        #expect(driver.answer(connection, keepsAlive: false).actions == [.close(connection)])
        #expect(driver.end(of: call) == .finished)
        #expect(driver.pool.isQuiet == true)
    }

    @Test func aClosedConnectionMakesRoomForAWaitingCall() {
        let driver = PoolDriver { $0.connections = 1 }
        let connection = driver.opened().connection
        driver.arrive()
        #expect(driver.answer(connection, keepsAlive: false).actions == [.close(connection), .connect(connection)])
    }

    @Test func anOldConnectionRetiresUnderConstantLoad() {
        let driver = PoolDriver {
            $0.connections = 1
            $0.maximumAge = 500
        }
        let connection = driver.opened().connection
        driver.time = 500
        let second = driver.arrive().call
        #expect(driver.answer(connection).taken == [second])
        #expect(driver.pool.connections[connection.index].state == .retiring)
        driver.arrive()
        #expect(driver.answer(connection).actions == [.close(connection), .connect(connection)])
    }

    @Test func moreIdleConnectionsThanAreKeptAreClosed() {
        let driver = PoolDriver { $0.idleConnections = 1 }
        let first = driver.opened().connection
        let second = driver.opened().connection
        #expect(driver.answer(first).actions == [])
        #expect(driver.answer(second).actions == [.close(second)])
    }

    @Test func aConnectionThatLiesIdleTooLongIsClosed() {
        let driver = PoolDriver { $0.idleTimeout = 300 }
        let connection = driver.opened().connection
        driver.answer(connection)
        #expect(driver.tick(after: 299) == [])
        #expect(driver.tick(after: 1) == [.close(connection)])
        #expect(driver.pool.isQuiet == true)
    }

    @Test func aFullQueueRefuses() {
        let driver = PoolDriver {
            $0.connections = 1
            $0.queue = 1
        }
        driver.arrive()
        #expect(driver.arrive().action == .refuse(.queueFull))
        #expect(driver.pool.callCount == 1)
    }

    @Test func aCallWaitsNoLongerThanTheQueueAllows() {
        let driver = PoolDriver { $0.queueTimeout = 200 }
        let call = driver.arrive().call
        #expect(driver.tick(after: 199) == [])
        #expect(driver.tick(after: 1) == [.fail(call, .queueTimeout)])
        #expect(driver.connect(ConnectionID(index: 0)).taken == [])
        #expect(driver.pool.idleCount == 1)
    }

    @Test func withoutAnAddressNothingIsReachable() {
        let driver = PoolDriver([])
        #expect(driver.arrive().action == .refuse(.unreachable))
        #expect(driver.pool.isQuiet == true)
    }

    @Test func aFailureToConnectEndsTheCallsThatWaitForIt() {
        let driver = PoolDriver { $0.connections = 1 }
        let calls = [driver.arrive().call, driver.arrive().call]
        #expect(driver.connectFails(ConnectionID(index: 0)) == calls.map { .fail($0, .unreachable) })
        #expect(driver.pool.isQuiet == true)
        #expect(driver.pool.takeNotes() == [.addressEjected("a", milliseconds: 1_000)])
    }

    @Test func aTimeoutWithoutAnotherAddressTakesAllTheTime() {
        let driver = PoolDriver()
        let (call, connection) = driver.opened()
        #expect(driver.tick(after: 999) == [])
        #expect(driver.tick(after: 1) == [.close(connection), .fail(call, .timeout)])
        #expect(driver.pool.isQuiet == true)
    }

    @Test func aBrokenKeptConnectionIsRetriedOnceOnAFreshOne() {
        let driver = PoolDriver()
        let kept = [driver.opened().connection, driver.opened().connection]
        for connection in kept { driver.answer(connection) }
        let (call, action) = driver.arrive()
        #expect(action == .send(kept[1]))
        // The other kept one was closed as well, which is only not known yet.
        #expect(driver.breaks(kept[1]) == [.connect(kept[1])])
        #expect(driver.connect(kept[1]).taken == [call])
        #expect(driver.breaks(kept[1]) == [.fail(call, .broken)])
    }

    @Test func withoutBudgetNothingIsRetried() {
        let driver = PoolDriver {
            $0.retries.percent = 0
            $0.retries.minimumPerSecond = 0
        }
        let (call, connection) = driver.opened()
        #expect(driver.breaks(connection) == [.fail(call, .broken)])
    }

    @Test func garbageOfTheOnlyAddressFails() {
        let driver = PoolDriver()
        let (call, connection) = driver.opened()
        #expect(driver.breaks(connection, .garbage) == [.fail(call, .broken)])
    }

    @Test func aFailingAnswerOfTheOnlyAddressFinishes() {
        let driver = PoolDriver()
        let (call, connection) = driver.opened()
        #expect(driver.answer(connection, .failing).verdict == .finish)
        #expect(driver.end(of: call) == .finished)
    }

    @Test func theCircuitOpensProbesAndCloses() {
        let driver = PoolDriver {
            $0.breaker.consecutiveFailures = 2
            $0.breaker.openTime = 100
            $0.breaker.closingSuccesses = 1
            $0.ejection.consecutiveFailures = 100
        }
        let connection = driver.opened().connection
        driver.answer(connection, .failing)
        driver.arrive()
        driver.answer(connection, .failing)
        #expect(driver.pool.takeNotes() == [.circuitOpened(milliseconds: 100)])
        #expect(driver.arrive().action == .refuse(.circuitOpen(retryAfter: 100)))
        #expect(driver.pool.callCount == 0)
        driver.time = 100
        #expect(driver.arrive().action == .send(connection))
        #expect(driver.pool.breakerState == .halfOpen)
        driver.answer(connection)
        #expect(driver.pool.breakerState == .closed)
        #expect(driver.pool.takeNotes() == [.circuitClosed])
    }
}
