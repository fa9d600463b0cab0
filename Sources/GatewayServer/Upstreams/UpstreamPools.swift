import Gateway
import NIOCore

/// The pools of one event loop, by upstream. A reload keeps those whose upstream is the same as before.
final class UpstreamPools {
    let turnEnd: TurnEnd
    private let eventLoop: any EventLoop
    private let alarms: UpstreamAlarms
    private var addresses: UpstreamAddresses
    private var pools: [String: UpstreamPool] = [:]
    /// Replaced pools with calls still under way.
    private var ending: [UpstreamPool] = []
    /// Names asked for since the last ``settle()``.
    private var named: Set<String> = []

    init(eventLoop: any EventLoop, addresses: UpstreamAddresses, alarms: UpstreamAlarms) {
        self.eventLoop = eventLoop
        self.turnEnd = TurnEnd(eventLoop: eventLoop)
        self.addresses = addresses
        self.alarms = alarms
    }

    /// The pool of an upstream: the one there is, where it still fits.
    func pool(for upstream: Upstream) -> UpstreamPool {
        self.named.insert(upstream.name)
        if let pool = self.pools[upstream.name] {
            if pool.upstream.hasSameConnections(as: upstream) { return pool }
            self.end(pool)
        }
        let pool = UpstreamPool(
            upstream, on: self.eventLoop, turnEnd: self.turnEnd, addresses: self.addresses[upstream.name] ?? [],
            alarms: self.alarms)
        self.pools[upstream.name] = pool
        return pool
    }

    /// After a snapshot was adopted: pools that it did not ask for end.
    func settle() {
        for (name, pool) in self.pools where !self.named.contains(name) {
            self.pools[name] = nil
            self.end(pool)
        }
        self.named = []
    }

    /// Addresses that count from now on, for pools that are there and for those still to come.
    func resolved(_ addresses: UpstreamAddresses) {
        for (name, list) in addresses {
            guard self.addresses[name] != list else { continue }
            self.addresses[name] = list
            self.pools[name]?.resolved(list)
        }
    }

    func checked(_ upstream: String, address: String, isGood: Bool) {
        self.pools[upstream]?.checked(address, isGood: isGood)
    }

    func ticked() {
        for pool in self.pools.values { pool.ticked() }
        guard !self.ending.isEmpty else { return }
        for pool in self.ending { pool.ticked() }
        self.ending.removeAll(where: \.isQuiet)
    }

    func stop() {
        for pool in self.pools.values { pool.stop() }
        for pool in self.ending { pool.stop() }
    }

    private func end(_ pool: UpstreamPool) {
        pool.drain()
        self.ending.append(pool)
    }
}
