extension ConnectionPool {
    /// How a connection ended that was not closed by an action of the pool.
    package enum Breakage: Equatable, Sendable {
        /// Closed or reset by the peer.
        case closed
        /// It said something that is no answer.
        case garbage
    }

    /// A connection is open. Ask ``nextCall(for:at:)``, then ``connectionSettled(_:at:)``.
    package mutating func connected(_ connection: ConnectionID, at time: Int) {
        precondition(self.connections[connection.index].state == .opening, "connected while not opening")
        let slot = self.connections[connection.index].address
        self.addresses[slot].opening -= 1
        self.addresses[slot].open += 1
        self.connections[connection.index].state = self.addresses[slot].isCurrent ? .ready : .retiring
        self.connections[connection.index].openedAt = time
    }

    /// A connection could not be opened; its place is free.
    package mutating func connectFailed(_ connection: ConnectionID, at time: Int) -> [PoolAction] {
        precondition(self.connections[connection.index].state == .opening, "a failure to open while not opening")
        let slot = self.connections[connection.index].address
        self.addresses[slot].opening -= 1
        self.free(connection)
        self.note(self.addresses[slot].health.failed(.connect, at: time), slot)
        self.addresses[slot].refusedAt = time
        return self.serveWaiting(opens: self.isWorthATry(at: time), at: time)
    }

    /// Whether some address is well, or was not tried since the first call began to wait: one that was left out may be
    /// well again, and no address is tried for ever.
    private func isWorthATry(at time: Int) -> Bool {
        guard let first = self.waiting.first else { return false }
        return self.addresses.indices.contains { slot in
            self.isEligible(slot, at: time)
                || self.addresses[slot].isCurrent && self.addresses[slot].refusedAt < first.since
        }
    }

    /// A connection ended by itself; its place is free.
    package mutating func broke(_ connection: ConnectionID, _ breakage: Breakage, at time: Int) -> [PoolAction] {
        precondition(self.isOpen(connection), "a connection broke that is not open")
        let slot = self.connections[connection.index].address
        let calls = self.connections[connection.index].calls
        let wasUsed = self.connections[connection.index].isUsed
        self.drop(connection)
        // A kept connection that the peer closes says nothing of the peer: it may do so at any time.
        if !calls.isEmpty, !wasUsed || breakage == .garbage {
            self.note(self.addresses[slot].health.failed(.exchange, at: time), slot)
        }
        // What is no answer comes again from the same address; a connection that only broke may be had anew.
        let isFirstHopeless = breakage == .garbage
        var actions: [PoolAction] = []
        for (place, call) in calls.enumerated() {
            let needsAnother = place == 0 && isFirstHopeless
            let failedIt = wasUsed && breakage == .closed ? nil : slot
            self.retryOrFail(call, after: failedIt, .broken, needsAnother: needsAnother, at: time, &actions)
        }
        return (actions + self.serveWaiting(at: time)).inOrder
    }

    /// A waiting call that this connection takes now, if there is one: write it.
    package mutating func nextCall(for connection: ConnectionID, at time: Int) -> CallID? {
        guard !self.waiting.isEmpty, self.hasRoom(connection, at: time) else { return nil }
        let slot = self.connections[connection.index].address
        let hasOthers = self.hasEligible(beside: slot, at: time)
        let isWell = self.isEligible(slot, at: time)
        let isFresh = !self.connections[connection.index].isUsed || self.isFull
        let call = self.waiting.takeFirst { item in
            (!hasOthers || isWell && item.avoids != slot) && (isFresh || !item.wantsFresh)
        }
        guard let call else { return nil }
        self.assign(call, to: connection, at: time)
        return call
    }

    /// After ``connected(_:at:)`` or ``answered(on:_:microseconds:keepsAlive:at:)``, and after the calls that it took:
    /// whether the connection is kept.
    package mutating func connectionSettled(_ connection: ConnectionID, at time: Int) -> [PoolAction] {
        if time - self.connections[connection.index].openedAt >= self.settings.maximumAge { self.retire(connection) }
        guard self.connections[connection.index].calls.isEmpty else {
            self.list(connection, at: time)
            return self.serveWaiting(at: time)
        }
        guard self.isWorthKeeping(connection, at: time) else {
            self.drop(connection)
            return [.close(connection)] + self.serveWaiting(at: time)
        }
        self.idleCount += 1
        self.connections[connection.index].isIdle = true
        self.connections[connection.index].idleSince = time
        self.list(connection, at: time)
        return self.serveWaiting(at: time)
    }

    private func isWorthKeeping(_ connection: ConnectionID, at time: Int) -> Bool {
        let slot = self.connections[connection.index].address
        return !self.isDraining && self.connections[connection.index].state == .ready
            && self.idleCount < self.settings.idleConnections
            // On an address that is left out it would take the place of one that calls wait for.
            && (self.waiting.isEmpty || self.fits(slot, avoiding: nil, at: time))
    }

    // MARK: Upkeep of one connection

    mutating func takeFirstCall(of connection: ConnectionID, at time: Int) -> CallID {
        guard let call = self.connections[connection.index].calls.first else {
            preconditionFailure("an answer without a call: the decoder refuses bytes that nobody expects")
        }
        self.connections[connection.index].calls.removeFirst()
        self.connections[connection.index].headSince = time
        self.connections[connection.index].isUsed = true
        self.addresses[self.connections[connection.index].address].inFlight -= 1
        return call
    }

    func isOpen(_ connection: ConnectionID) -> Bool {
        switch self.connections[connection.index].state {
        case .ready, .retiring: true
        case .opening, .closed: false
        }
    }

    mutating func retire(_ connection: ConnectionID) {
        self.connections[connection.index].state = .retiring
        self.unlist(connection)
    }

    /// Lets open connections take no further call, and closes those that carry none.
    mutating func retireAll(where ends: (Connection) -> Bool) -> [PoolAction] {
        var actions: [PoolAction] = []
        for index in self.connections.indices where self.connections[index].state == .ready {
            guard ends(self.connections[index]) else { continue }
            let connection = ConnectionID(index: index)
            self.retire(connection)
            guard self.connections[index].calls.isEmpty else { continue }
            self.drop(connection)
            actions.append(.close(connection))
        }
        return actions
    }

    /// Forgets an open connection and what it carried.
    mutating func drop(_ connection: ConnectionID) {
        let record = self.connections[connection.index]
        self.unlist(connection)
        if record.isIdle { self.idleCount -= 1 }
        self.addresses[record.address].inFlight -= record.calls.count
        self.addresses[record.address].open -= 1
        self.free(connection)
    }

    mutating func free(_ connection: ConnectionID) {
        self.connections[connection.index] = Connection()
        self.freeConnections.append(connection)
    }

    private mutating func list(_ connection: ConnectionID, at time: Int) {
        guard !self.connections[connection.index].isListed, self.hasRoom(connection, at: time) else { return }
        self.connections[connection.index].isListed = true
        self.addresses[self.connections[connection.index].address].available.append(connection)
    }

    mutating func unlist(_ connection: ConnectionID) {
        guard self.connections[connection.index].isListed else { return }
        self.connections[connection.index].isListed = false
        let slot = self.connections[connection.index].address
        if self.addresses[slot].available.last == connection {
            self.addresses[slot].available.removeLast()
        } else {
            self.addresses[slot].available.removeAll { $0 == connection }
        }
    }

    mutating func note(_ change: AddressHealth.Change, _ slot: Int) {
        switch change {
        case .none: break
        case .ejected(let milliseconds):
            self.notes.append(.addressEjected(self.addresses[slot].name, milliseconds: milliseconds))
        case .restored: self.notes.append(.addressRestored(self.addresses[slot].name))
        }
    }
}
