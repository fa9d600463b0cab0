import TestSupport
import Testing

@testable import Pooling

/// Random events in random order: whatever happens, nothing is lost, doubled, mixed up or miscounted.
@Suite struct ConnectionPoolModelTests {
    private static let seeds: UInt64 = 120
    private static let events = 2_000
    private static let tick = 50

    @Test(arguments: [1, 8], [1, 2, 3]) func nothingIsLostDoubledOrMixedUp(pipelining: Int, addresses: Int) {
        for seed in 0..<Self.seeds / 6 {
            var random = SeededRandom(seed: seed * 64 + UInt64(pipelining * 4 + addresses))
            let names = Array(["a", "b", "c"].prefix(addresses))
            let driver = PoolDriver(names, timeout: 400) { settings in
                settings.connections = Int.random(in: 1...5, using: &random)
                settings.idleConnections = Int.random(in: 1...5, using: &random)
                settings.queue = Int.random(in: 1...12, using: &random)
                settings.queueTimeout = 200
                settings.idleTimeout = 500
                settings.maximumAge = 2_000
                settings.pipelining = pipelining
                settings.retries.minimumPerSecond = Int.random(in: 0...100, using: &random)
                settings.breaker.openTime = 50
                settings.breaker.maximumOpenTime = 100
                settings.ejection.ejectionTime = 100
                settings.ejection.maximumEjectionTime = 400
            }
            var lastTick = 0
            for event in 0..<Self.events {
                if driver.time - lastTick >= Self.tick {
                    driver.tick()
                    lastTick = driver.time
                    self.expectNothingLate(driver)
                } else {
                    self.play(driver, names, event, &random)
                }
                guard self.isConsistent(driver) else {
                    Issue.record("seed \(seed), event \(event): the counts drifted or the order differs")
                    return
                }
            }
            self.expectQuiet(driver)
        }
    }

    private func play(_ driver: PoolDriver, _ names: [String], _ event: Int, _ random: inout SeededRandom) {
        let busy = driver.wire.filter { !$0.value.isEmpty }.keys.min { $0.index < $1.index }
        let open = driver.wire.keys.sorted { $0.index < $1.index }
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<35: driver.arrive()
        case 35..<50:
            guard let connection = driver.opening.randomElement(using: &random) else { return }
            driver.connect(connection)
        case 50..<54:
            guard let connection = driver.opening.randomElement(using: &random) else { return }
            driver.connectFails(connection)
        case 54..<80:
            let candidates = open.filter { driver.wire[$0] != [] }
            guard let connection = Bool.random(using: &random) ? busy : candidates.randomElement(using: &random) else {
                return
            }
            driver.answer(
                connection, Int.random(in: 0..<8, using: &random) == 0 ? .failing : .sound,
                after: Int.random(in: 10...4_000, using: &random),
                keepsAlive: Int.random(in: 0..<10, using: &random) != 0)
        case 80..<84:
            guard let connection = open.randomElement(using: &random) else { return }
            driver.breaks(connection, Bool.random(using: &random) ? .closed : .garbage)
        case 84..<97: driver.time += Int.random(in: 0...12, using: &random)
        case 97:
            guard let name = names.randomElement(using: &random) else { return }
            driver.check(name, isGood: Bool.random(using: &random))
        case 98: driver.resolve(names.filter { _ in Int.random(in: 0..<4, using: &random) != 0 } + ["\(event % 7)"])
        default: if event > Self.events * 9 / 10 { driver.drain() }
        }
    }

    /// Each call is over by its time and the tick after it.
    private func expectNothingLate(_ driver: PoolDriver) {
        #expect(driver.due.values.allSatisfy { $0 > driver.time })
    }

    private func isConsistent(_ driver: PoolDriver) -> Bool {

        let records = driver.pool.connections
        let isOrdered = driver.wire.allSatisfy { connection, calls in
            driver.pool.isOpen(connection) && records[connection.index].calls == calls
        }
        let open = records.indices.filter { driver.pool.isOpen(ConnectionID(index: $0)) }
        let opening = records.indices.filter { records[$0].state == .opening }
        let isCounted = driver.pool.addresses.indices.allSatisfy { slot in
            let address = driver.pool.addresses[slot]
            let own = open.filter { records[$0].address == slot }
            let listed = own.filter { records[$0].isListed }
            return address.open == own.count && address.opening == opening.count { records[$0].address == slot }
                && address.inFlight == own.reduce(0) { $0 + records[$1].calls.count }
                && Set(address.available) == Set(listed.map { ConnectionID(index: $0) })
                && address.available.count == listed.count
        }
        let inFlight = driver.wire.values.reduce(0) { $0 + $1.count }
        let idle = open.filter { records[$0].isIdle }
        return isOrdered && isCounted && driver.wire.count == open.count && driver.opening.count == opening.count
            && idle.count == driver.pool.idleCount && idle.allSatisfy { records[$0].calls.isEmpty }
            && idle.count == open.count { records[$0].calls.isEmpty }
            && driver.pool.connectionCount == open.count + opening.count
            && driver.pool.connectionCount <= driver.pool.settings.connections
            && driver.pool.waitingCount <= driver.pool.settings.queue
            && driver.pool.idleCount <= driver.pool.settings.idleConnections
            && driver.pool.callCount == driver.due.count
            && inFlight + driver.pool.waitingCount == driver.due.count
    }

    /// When nothing more happens, all ends.
    private func expectQuiet(_ driver: PoolDriver) {
        driver.drain()
        for connection in driver.opening { driver.connectFails(connection) }
        for _ in 0..<20 {
            driver.tick(after: Self.tick)
            for connection in driver.opening { driver.connectFails(connection) }
        }
        #expect(driver.due.isEmpty)
        #expect(driver.pool.callCount == 0)
        #expect(driver.pool.isQuiet == true)
        #expect(self.isConsistent(driver))
    }
}
