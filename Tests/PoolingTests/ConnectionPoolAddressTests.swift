import Testing

@testable import Pooling

/// Several addresses: who takes over, and what happens when they change.
@Suite struct ConnectionPoolAddressTests {
    @Test func aSecondAddressTakesOverWhenConnectingFails() {
        let driver = PoolDriver(["a", "b"])
        let call = driver.arrive().call
        let id = ConnectionID(index: 0)
        #expect(driver.pool.address(of: id) == "a")
        #expect(driver.connectFails(id) == [.connect(id)])
        #expect(driver.pool.address(of: id) == "b")
        #expect(driver.connect(id).taken == [call])
    }

    @Test func whenNoAddressConnectsTheCallEnds() {
        let driver = PoolDriver(["a", "b"])
        let call = driver.arrive().call
        driver.connectFails(ConnectionID(index: 0))
        #expect(driver.connectFails(ConnectionID(index: 0)) == [.fail(call, .unreachable)])
        #expect(driver.pool.isQuiet == true)
    }

    @Test func halfOfTheTimeIsLeftForTheSecondAddress() {
        let driver = PoolDriver(["a", "b"])
        let (call, connection) = driver.opened()
        let spare = ConnectionID(index: 1)
        #expect(driver.tick(after: 499) == [.connect(spare)])
        driver.connect(spare)
        #expect(driver.tick(after: 1) == [.close(connection), .send(call, spare), .connect(connection)])
        #expect(driver.tick(after: 499) == [])
        #expect(driver.tick(after: 1) == [.close(spare), .fail(call, .timeout)])
    }

    @Test func whileInUseEachAddressThatIsWellGetsAConnection() {
        let driver = PoolDriver(["a", "b", "c"])
        #expect(driver.tick(after: 100) == [])
        let first = driver.opened().connection
        let others = [ConnectionID(index: 1), ConnectionID(index: 2)]
        #expect(driver.tick(after: 100) == others.map { .connect($0) })
        #expect(Set(([first] + others).map { driver.pool.address(of: $0) }) == ["a", "b", "c"])
        #expect(driver.tick(after: 100) == [])
    }

    @Test func anAddressThatWasLeftOutIsTheLastResort() {
        let driver = PoolDriver(["a", "b"])
        let id = ConnectionID(index: 0)
        driver.arrive()
        driver.connectFails(id)
        driver.connect(id)
        driver.answer(id)
        driver.time += 100
        let call = driver.arrive().call
        #expect(driver.breaks(id) == [.connect(id)])
        #expect(driver.pool.address(of: id) == "b")
        #expect(driver.connectFails(id) == [.connect(id)])
        #expect(driver.pool.address(of: id) == "a")
        #expect(driver.connect(id).taken == [call])
    }

    @Test func whatMayNotBeRetriedHasAllItsTime() {
        let driver = PoolDriver(["a", "b"]) {
            $0.retries.percent = 0
            $0.retries.minimumPerSecond = 0
        }
        let (call, connection) = driver.opened()
        #expect(driver.tick(after: 500) == [.connect(ConnectionID(index: 1))])
        driver.answer(connection)
        #expect(driver.end(of: call) == .finished)
    }

    @Test(arguments: [true, false]) func garbageAndFailingAnswersGoToTheOtherAddressOnly(isGarbage: Bool) {
        let driver = PoolDriver(["a", "b"])
        let kept = driver.opened().connection
        let other = driver.opened().connection
        let third = driver.opened().connection
        #expect(driver.pool.address(of: third) == driver.pool.address(of: kept))
        driver.answer(kept)
        let call = driver.wire[third]?.first
        let expected: [PoolAction]
        if isGarbage {
            expected = driver.breaks(third, .garbage)
        } else {
            let (verdict, _, actions) = driver.answer(third, .failing)
            #expect(verdict == .retry(.wait))
            expected = actions
        }
        // Neither the kept connection of the same address nor the busy one of the other.
        guard case .connect(let opened) = expected.first else {
            Issue.record("\(expected)")
            return
        }
        #expect(driver.pool.address(of: opened) == driver.pool.address(of: other))
        #expect(driver.connect(opened).taken == [call])
    }

    @Test func atTheLimitARetryIsGivenToTheAddressItAvoids() {
        let driver = PoolDriver(["a", "b"]) { $0.connections = 1 }
        let (call, connection) = driver.opened()
        #expect(driver.answer(connection, .failing).actions == [.send(call, connection)])
    }

    @Test func anAddressThatIsLeftOutGetsNoCallsOnItsKeptConnections() {
        let driver = PoolDriver(["a", "b"]) { $0.ejection.consecutiveFailures = 1 }
        let connection = driver.opened().connection
        let other = driver.opened().connection
        driver.answer(connection)
        #expect(driver.arrive().action == .send(connection))
        driver.breaks(other, .garbage)
        #expect(driver.pool.takeNotes() == [.addressEjected("b", milliseconds: 1_000)])
        guard case .connect(let opened) = driver.arrive().action else {
            Issue.record("the call was not given a connection to the address that is well")
            return
        }
        #expect(driver.pool.address(of: opened) == "a")
    }

    @Test func connectionsToAddressesThatAreGoneRetire() {
        let driver = PoolDriver()
        let busy = driver.opened().connection
        let idle = driver.opened().connection
        driver.answer(idle)
        #expect(driver.resolve(["b"]) == [.close(idle)])
        #expect(driver.pool.connections[busy.index].state == .retiring)
        #expect(driver.answer(busy).actions == [.close(busy)])
        guard case .connect(let opened) = driver.arrive().action else { return }
        #expect(driver.pool.address(of: opened) == "b")
    }

    @Test func aNewAddressIsConnectedToBesideOneThatIsGone() {
        let driver = PoolDriver()
        let call = driver.arrive().call
        let actions = driver.resolve(["b"])
        #expect(actions == [.connect(ConnectionID(index: 1))])
        #expect(driver.connect(ConnectionID(index: 1)).taken == [call])
        #expect(driver.connect(ConnectionID(index: 0)).actions == [.close(ConnectionID(index: 0))])
        driver.answer(ConnectionID(index: 1))
        driver.resolve(["b", "c"])
        #expect(driver.pool.addresses.map(\.name) == ["c", "b"], "a place is given anew when nothing refers to it")
    }

    @Test func checksTakeAnAddressOutAndBringItBack() {
        let driver = PoolDriver(["a", "b"])
        driver.check("a", isGood: false)
        driver.check("a", isGood: false)
        #expect(driver.pool.takeNotes() == [.addressEjected("a", milliseconds: 0)])
        for _ in 0..<3 {
            let connection = driver.opened().connection
            #expect(driver.pool.address(of: connection) == "b")
        }
        driver.check("a", isGood: true)
        driver.check("a", isGood: true)
        #expect(driver.pool.takeNotes() == [.addressRestored("a")])
        let connection = driver.opened().connection
        #expect(driver.pool.address(of: connection) == "a")
    }

    @Test func aDrainedPoolFallsQuiet() {
        let driver = PoolDriver { $0.connections = 2 }
        let busy = driver.opened().connection
        let idle = driver.opened().connection
        driver.answer(idle)
        #expect(driver.drain() == [.close(idle)])
        #expect(driver.pool.isQuiet == false)
        #expect(driver.answer(busy).actions == [.close(busy)])
        #expect(driver.pool.isQuiet == true)
    }
}
