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
        self.addresses[slot].refusedAt = time
        self.free(connection)
        self.note(self.addresses[slot].health.failed(.connect, at: time), slot, at: time)
        return self.openForWaiting(at: time)
    }

    /// A connection ended by itself; its place is free.
    package mutating func broke(_ connection: ConnectionID, _ breakage: Breakage, at time: Int) -> [PoolAction] {
        let slot = self.connections[connection.index].address
        let calls = self.connections[connection.index].calls
        let wasUsed = self.connections[connection.index].isUsed
        self.drop(connection)
        // A kept connection that the peer closes says nothing of the peer: it may do so at any time.
        if !calls.isEmpty, !wasUsed || breakage == .garbage {
            self.note(self.addresses[slot].health.failed(.exchange, at: time), slot, at: time)
        }
        // What is no answer comes again from the same address; a connection that only broke may be had anew.
        let isFirstHopeless = breakage == .garbage
        let avoided = wasUsed && breakage == .closed ? nil : slot
        return self.retryOrFail(calls.prefix(1), after: avoided, .broken, needsAnother: isFirstHopeless, at: time)
            + self.retryOrFail(calls.dropFirst(), after: avoided, .broken, needsAnother: false, at: time)
            + self.openForWaiting(at: time)
    }

    /// A waiting call that this connection takes now, if there is one: write it.
    package mutating func nextCall(for connection: ConnectionID, at time: Int) -> CallID? {
        guard !self.waiting.isEmpty, self.hasRoom(connection, at: time) else { return nil }
        let slot = self.connections[connection.index].address
        // Where no further connection may be opened, any will do.
        let isAny = self.isFull
        let hasOthers = self.hasEligible(beside: slot, at: time)
        let isUsed = self.connections[connection.index].isUsed
        let call = self.waiting.takeFirst { item in
            isAny || !(hasOthers && item.avoids == slot) && !(isUsed && item.wantsFresh)
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
            return []
        }
        if self.isDraining || self.connections[connection.index].state == .retiring
            || self.idleCount >= self.settings.idleConnections
        {
            self.drop(connection)
            return [.close(connection)] + self.openForWaiting(at: time)
        }
        self.idleCount += 1
        self.connections[connection.index].isIdle = true
        self.connections[connection.index].idleSince = time
        self.list(connection, at: time)
        return []
    }

    // MARK: Choosing

    /// A connection that takes a call now, on the address with the least to do. Worse addresses than the best there are
    /// count only where no connection to a better one may be opened.
    mutating func connectionWithRoom(avoiding avoided: Int?, at time: Int) -> ConnectionID? {
        let slot = self.leastLoaded(avoiding: avoided, at: time, isStrict: !self.isFull) { !$0.available.isEmpty }
        guard let slot else { return nil }
        self.turn = slot + 1
        while let connection = self.addresses[slot].available.last {
            if self.hasRoom(connection, at: time) { return connection }
            self.unlist(connection)
        }
        return self.connectionWithRoom(avoiding: avoided, at: time)
    }

    /// Begins to open a connection when those that are opening will not carry all that waits.
    mutating func openConnection(avoiding avoided: Int?, at time: Int) -> ConnectionID? {
        let expected = self.addresses.reduce(0) { $0 + $1.opening * $1.depth.depth }
        guard expected < self.waiting.count, !self.isFull,
            let slot = self.leastLoaded(avoiding: avoided, at: time, isStrict: true, where: { _ in true })
        else { return nil }
        self.turn = slot + 1
        return self.openConnection(to: slot)
    }

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

    /// As many connections as may be.
    var isFull: Bool { self.connectionCount >= self.settings.connections }

    /// Among the best addresses, the one with the fewest calls and openings that fits; equal ones take turns.
    ///
    /// Best are those that are well and did not fail the call before; then any others that did not fail it, since one
    /// that was left out may be well again; then those that are well; then all.
    /// - Parameter isStrict: whether to give none rather than one that is not of the best there are.
    private func leastLoaded(
        avoiding avoided: Int?, at time: Int, isStrict: Bool, where fits: (Address) -> Bool
    ) -> Int? {
        if self.addresses.count == 1 {
            return self.addresses[0].isCurrent && fits(self.addresses[0]) ? 0 : nil
        }
        for rank in 0..<Self.ranks {
            if let slot = self.leastLoaded(where: {
                self.isOf(rank, $0, avoiding: avoided, at: time) && fits(self.addresses[$0])
            }) {
                return slot
            }
            if isStrict,
                self.addresses.indices.contains(where: { self.isOf(rank, $0, avoiding: avoided, at: time) })
            {
                return nil
            }
        }
        return nil
    }

    private static let ranks = 4

    private func isOf(_ rank: Int, _ slot: Int, avoiding avoided: Int?, at time: Int) -> Bool {
        switch rank {
        case 0: slot != avoided && self.isEligible(slot, at: time)
        case 1: slot != avoided && self.addresses[slot].isCurrent
        case 2: self.isEligible(slot, at: time)
        default: self.addresses[slot].isCurrent
        }
    }

    private func leastLoaded(where fits: (Int) -> Bool) -> Int? {
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

    /// Whether a call that this address failed could go to another one that is well.
    func hasEligible(beside slot: Int?, at time: Int) -> Bool {
        guard self.addresses.count > 1 else { return false }
        return self.addresses.indices.contains { $0 != slot && self.isEligible($0, at: time) }
    }

    func isEligible(_ slot: Int, at time: Int) -> Bool {
        self.addresses[slot].isCurrent && self.addresses[slot].health.isEligible(at: time)
    }

    /// A connection whose first call has had no answer for longer than calls may hold up others takes no more.
    func hasRoom(_ connection: ConnectionID, at time: Int) -> Bool {
        let record = self.connections[connection.index]
        guard record.state == .ready else { return false }
        if record.calls.isEmpty { return true }
        return record.calls.count < self.addresses[record.address].depth.depth
            && (time - record.headSince) * 1_000 <= self.settings.pipelineHold
    }

    var currentCount: Int { self.addresses.reduce(0) { $0 + ($1.isCurrent ? 1 : 0) } }

    /// Whether a waiting call can still come to a connection without a further event.
    var hasProspects: Bool { self.addresses.contains { $0.opening > 0 || $0.open > 0 } }

    // MARK: Upkeep of one connection

    /// Opens what waiting calls need; where nothing can be opened and nothing is open, they end.
    mutating func openForWaiting(at time: Int) -> [PoolAction] {
        var actions: [PoolAction] = []
        while let since = self.waiting.firstSince, self.isWorthATry(since: since, at: time),
            let opened = self.openConnection(avoiding: nil, at: time)
        {
            actions.append(.connect(opened))
        }
        guard !self.hasProspects else { return actions }
        for call in self.waiting.takeAll() {
            self.end(call, .unreachable, at: time)
            actions.append(.fail(call, .unreachable))
        }
        return actions
    }

    /// Whether some address is well, or was not tried since a call began to wait.
    private func isWorthATry(since: Int, at time: Int) -> Bool {
        self.addresses.indices.contains { slot in
            self.isEligible(slot, at: time)
                || self.addresses[slot].isCurrent && self.addresses[slot].refusedAt < since
        }
    }

    /// Calls whose connection is gone: tried again, or ended.
    mutating func retryOrFail(
        _ calls: ArraySlice<CallID>, after slot: Int?, _ failure: PoolFailure, needsAnother: Bool, at time: Int
    ) -> [PoolAction] {
        var actions: [PoolAction] = []
        for call in calls {
            guard self.mayRetry(call, after: slot, needsAnother: needsAnother, at: time) else {
                self.end(call, failure, at: time)
                actions.append(.fail(call, failure))
                continue
            }
            switch self.retry(call, after: slot, at: time) {
            case .send(let connection): actions.append(.send(call, connection))
            case .connect(let connection): actions.append(.connect(connection))
            case .wait: break
            case .refuse(let refusal): actions.append(.fail(call, refusal))
            }
        }
        return actions
    }

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

    mutating func retire(_ connection: ConnectionID) {
        self.connections[connection.index].state = .retiring
        self.unlist(connection)
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

    /// No further call goes to them: others take their place.
    private mutating func retireConnections(of slot: Int) {
        for index in self.connections.indices
        where self.connections[index].state == .ready && self.connections[index].address == slot {
            self.retire(ConnectionID(index: index))
        }
    }

    mutating func note(_ change: AddressHealth.Change, _ slot: Int, at time: Int) {
        switch change {
        case .none: break
        case .ejected(let milliseconds):
            self.notes.append(.addressEjected(self.addresses[slot].name, milliseconds: milliseconds))
            if self.hasEligible(beside: slot, at: time) { self.retireConnections(of: slot) }
        case .restored: self.notes.append(.addressRestored(self.addresses[slot].name))
        }
    }
}
