import Gateway
import NIOCore

/// The pools of one event loop and one kind of connection, by upstream. A reload keeps those whose upstream is the same
/// as before.
final class UpstreamPools<Connection: PooledConnection> {
    private let place: PoolPlace
    private var addresses: UpstreamAddresses
    private var pools: [String: UpstreamPool<Connection>] = [:]
    /// Replaced pools with calls still under way.
    private var ending: [UpstreamPool<Connection>] = []
    /// Names asked for since the last ``settle()``.
    private var named: Set<String> = []

    init(at place: PoolPlace, addresses: UpstreamAddresses) {
        self.place = place
        self.addresses = addresses
    }

    /// Addresses for the pools of the next snapshot. Pools that are there keep theirs until they are asked for again.
    func prepare(_ addresses: UpstreamAddresses) {
        self.addresses = addresses
    }

    /// The pool of an upstream: the one there is, where it still fits.
    func pool(for upstream: Upstream) -> UpstreamPool<Connection> {
        self.named.insert(upstream.name)
        let known = self.addresses[upstream.name].flatMap { $0.belong(to: upstream) ? $0.list : nil } ?? []
        if let pool = self.pools[upstream.name] {
            if pool.upstream.hasSameConnections(as: upstream) {
                if !known.isEmpty { pool.resolved(known) }
                return pool
            }
            self.end(pool)
        }
        let pool = UpstreamPool<Connection>(upstream, at: self.place, addresses: known)
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

    /// Addresses that count from now on; those of an upstream that is configured otherwise by now do not.
    func resolved(_ addresses: ResolvedAddresses, of upstream: String) {
        guard let pool = self.pools[upstream], addresses.belong(to: pool.upstream) else { return }
        self.addresses[upstream] = addresses
        pool.resolved(addresses.list)
    }

    func accessTokenChanged(of upstream: String) {
        self.pools[upstream]?.accessTokenChanged()
    }

    func checked(_ upstream: String, address: String, isGood: Bool) {
        self.pools[upstream]?.checked(address, isGood: isGood)
    }

    /// Those that are ending too.
    var figures: [PoolFigures] { self.pools.values.map(\.figures) + self.ending.map(\.figures) }

    func ticked() {
        for pool in self.pools.values { pool.ticked() }
        guard !self.ending.isEmpty else { return }
        // A request that began before the reload may still bring a call to its pool.
        var ending: [UpstreamPool<Connection>] = []
        while var pool = self.ending.popLast() {
            pool.ticked()
            if !(pool.isQuiet && isKnownUniquelyReferenced(&pool)) { ending.append(pool) }
        }
        self.ending = ending
    }

    func stop() {
        for pool in self.pools.values { pool.stop() }
        for pool in self.ending { pool.stop() }
    }

    private func end(_ pool: UpstreamPool<Connection>) {
        pool.drain()
        self.ending.append(pool)
    }
}
