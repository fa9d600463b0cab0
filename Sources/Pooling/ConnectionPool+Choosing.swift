/// Which address and which connection a call goes to.
extension ConnectionPool {
    /// Whether calls are to go to an address: to those that are well, and of these to those that did not just fail the
    /// call. Where none is left by that, the call goes to the one it avoids; where none is well, all count as well: the
    /// circuit breaker decides then.
    func fits(_ slot: Int, avoiding avoided: Int?, at time: Int) -> Bool {
        guard self.addresses[slot].isCurrent else { return false }
        return slot != avoided && self.isEligible(slot, at: time) || !self.hasEligible(beside: slot, at: time)
    }

    func isEligible(_ slot: Int, at time: Int) -> Bool {
        self.addresses[slot].isCurrent && self.addresses[slot].health.isEligible(at: time)
    }

    /// Whether a call that this address failed could go to another one that is well.
    func hasEligible(beside slot: Int?, at time: Int) -> Bool {
        guard self.addresses.count > 1 else { return false }
        return self.addresses.indices.contains { $0 != slot && self.isEligible($0, at: time) }
    }

    var currentCount: Int { self.addresses.reduce(0) { $0 + ($1.isCurrent ? 1 : 0) } }

    /// A connection that takes a call now, on the address with the least to do.
    ///
    /// Never on the address that the call avoids, even where there is no other: when a peer closes one kept connection
    /// it has closed the others too, so the next attempt is made on one that is opened for it or that just answered.
    mutating func connectionWithRoom(avoiding avoided: Int?, at time: Int) -> ConnectionID? {
        self.roomyConnection(at: time) { pool, slot in slot != avoided && pool.fits(slot, avoiding: avoided, at: time) }
    }

    /// A connection that takes a call now, on whatever address.
    mutating func anyConnectionWithRoom(at time: Int) -> ConnectionID? {
        self.roomyConnection(at: time) { pool, slot in pool.addresses[slot].isCurrent }
    }

    private mutating func roomyConnection(at time: Int, _ fits: (borrowing Self, Int) -> Bool) -> ConnectionID? {
        while let slot = self.leastLoaded(where: { !self.addresses[$0].available.isEmpty && fits(self, $0) }) {
            while let connection = self.addresses[slot].available.last {
                if self.hasRoom(connection, at: time) {
                    self.turn = slot + 1
                    return connection
                }
                self.unlist(connection)
            }
        }
        return nil
    }

    /// A connection whose first call has had no answer for longer than calls may hold up others takes no more.
    func hasRoom(_ connection: ConnectionID, at time: Int) -> Bool {
        let count = self.connections[connection.index].calls.count
        guard self.connections[connection.index].state == .ready else { return false }
        if count == 0 { return true }
        return count < self.addresses[self.connections[connection.index].address].depth.depth
            && (time - self.connections[connection.index].headSince) * 1_000 <= self.settings.pipelineHold
    }

    /// Begins to open a connection when those that are opening will not carry all that waits.
    mutating func openConnection(avoiding avoided: Int?, at time: Int) -> ConnectionID? {
        guard !self.isEnoughExpected(avoiding: avoided, at: time), !self.isFull,
            let slot = self.leastLoaded(where: { $0 != avoided && self.fits($0, avoiding: avoided, at: time) })
                ?? self.leastLoaded(where: { self.fits($0, avoiding: avoided, at: time) })
        else { return nil }
        self.turn = slot + 1
        return self.openConnection(to: slot)
    }

    /// Whether connections that are opening will carry all that waits, as far as a call goes there that avoids one.
    func isEnoughExpected(avoiding avoided: Int?, at time: Int) -> Bool {
        var expected = 0
        for slot in self.addresses.indices where self.addresses[slot].opening > 0 {
            guard self.fits(slot, avoiding: avoided, at: time) else { continue }
            expected += self.addresses[slot].opening * self.addresses[slot].depth.depth
        }
        return expected >= self.waiting.count
    }

    /// Whether a waiting call can still come to a connection without a further event.
    var hasProspects: Bool { self.addresses.contains { $0.opening > 0 || $0.open > 0 } }

    /// Whether it can come to one on an address that it does not avoid.
    func hasProspects(avoiding avoided: Int?, at time: Int) -> Bool {
        self.addresses.indices.contains { slot in
            slot != avoided && (self.addresses[slot].opening > 0 || self.addresses[slot].open > 0)
                && self.fits(slot, avoiding: avoided, at: time)
        }
    }

    /// As many connections as may be.
    var isFull: Bool { self.connectionCount >= self.settings.connections }

    mutating func openConnection(to slot: Int) -> ConnectionID {
        let connection: ConnectionID
        if let free = self.freeConnections.popLast() {
            connection = free
        } else {
            connection = ConnectionID(index: self.connections.count)
            self.connections.append(Connection())
        }
        self.connections[connection.index] = Connection(state: .opening, address: slot)
        self.addresses[slot].opening += 1
        return connection
    }

    /// Among the addresses that fit, the one with the fewest calls and openings; equal ones take turns.
    private func leastLoaded(where fits: (Int) -> Bool) -> Int? {
        if self.addresses.count == 1 { return fits(0) ? 0 : nil }
        var best: Int?
        for step in self.addresses.indices {
            let slot = (self.turn + step) % self.addresses.count
            guard fits(slot) else { continue }
            if let found = best, self.load(of: found) <= self.load(of: slot) { continue }
            best = slot
        }
        return best
    }

    private func load(of slot: Int) -> Int { self.addresses[slot].inFlight + self.addresses[slot].opening }
}
