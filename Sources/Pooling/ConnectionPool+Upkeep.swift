extension ConnectionPool {
    /// Ends what has taken too long and closes what has lain idle; told a few times a second.
    package mutating func ticked(at time: Int) -> [PoolAction] {
        var actions: [PoolAction] = []
        for index in self.calls.indices where self.calls[index].stepDue <= time {
            actions += self.overdue(CallID(index: index), at: time)
        }
        for index in self.connections.indices where self.connections[index].isIdle {
            let record = self.connections[index]
            guard
                record.state == .retiring || time - record.idleSince >= self.settings.idleTimeout
                    || time - record.openedAt >= self.settings.maximumAge
            else { continue }
            self.drop(ConnectionID(index: index))
            actions.append(.close(ConnectionID(index: index)))
        }
        return actions + self.spread(at: time) + self.openForWaiting(at: time)
    }

    /// While the upstream is in use, an address that is well and has no connection gets one: it may have come back, or
    /// the load never needed it.
    private mutating func spread(at time: Int) -> [PoolAction] {
        guard self.addresses.count > 1, !self.isDraining, self.addresses.contains(where: { $0.open > 0 }) else {
            return []
        }
        var actions: [PoolAction] = []
        for slot in self.addresses.indices where self.isEligible(slot, at: time) && !self.isFull {
            guard self.addresses[slot].open == 0, self.addresses[slot].opening == 0 else { continue }
            actions.append(.connect(self.openConnection(to: slot)))
        }
        return actions
    }

    /// The addresses that count from now on. Connections to others take no further call; idle ones are closed.
    package mutating func resolved(_ names: [String], at time: Int) -> [PoolAction] {
        for slot in self.addresses.indices {
            self.addresses[slot].isCurrent = names.contains(self.addresses[slot].name)
        }
        for name in names where !self.addresses.contains(where: { $0.name == name }) { self.add(name) }
        var actions: [PoolAction] = []
        for index in self.connections.indices where self.connections[index].state == .ready {
            guard !self.addresses[self.connections[index].address].isCurrent else { continue }
            let connection = ConnectionID(index: index)
            self.retire(connection)
            guard self.connections[index].calls.isEmpty else { continue }
            self.drop(connection)
            actions.append(.close(connection))
        }
        return actions + self.openForWaiting(at: time)
    }

    /// What an active check of an address found.
    package mutating func checked(_ name: String, isGood: Bool, rise: Int, fall: Int, at time: Int) -> [PoolAction] {
        guard let slot = self.addresses.firstIndex(where: { $0.isCurrent && $0.name == name }) else { return [] }
        self.note(self.addresses[slot].health.checked(isGood: isGood, rise: rise, fall: fall, at: time), slot, at: time)
        return self.openForWaiting(at: time)
    }

    /// From now on no connection is kept once its calls are answered.
    package mutating func drain(at time: Int) -> [PoolAction] {
        self.isDraining = true
        var actions: [PoolAction] = []
        for index in self.connections.indices where self.connections[index].state == .ready {
            let connection = ConnectionID(index: index)
            self.retire(connection)
            guard self.connections[index].calls.isEmpty else { continue }
            self.drop(connection)
            actions.append(.close(connection))
        }
        return actions
    }

    /// Whether nothing is under way any more.
    package var isQuiet: Bool { self.callCount == 0 && self.connectionCount == 0 }

    /// A call whose wait or attempt took too long.
    private mutating func overdue(_ call: CallID, at time: Int) -> [PoolAction] {
        switch self.calls[call.index].place {
        case .ended:
            return []
        case .waiting:
            self.waiting.remove(call)
            let failure: PoolFailure = self.hasProspects ? .queueTimeout : .unreachable
            self.end(call, failure, at: time)
            return [.fail(call, failure)]
        case .inFlight(let connection):
            // Where its answer would have stood in the order cannot be skipped: the connection goes, and with it the
            // place of the calls behind, which did nothing wrong.
            let slot = self.connections[connection.index].address
            let others = self.connections[connection.index].calls.filter { $0 != call }
            self.drop(connection)
            self.note(self.addresses[slot].health.failed(.exchange, at: time), slot, at: time)
            return [.close(connection)]
                + self.retryOrFail([call], after: slot, .timeout, needsAnother: true, at: time)
                + self.retryOrFail(others[...], after: slot, .broken, needsAnother: false, at: time)
        }
    }

    /// Takes the place of an address that nothing refers to any more, if there is one.
    private mutating func add(_ name: String) {
        let address = Address(
            name: name, health: AddressHealth(self.settings.ejection),
            depth: PipelineDepth(limit: self.settings.pipelining, hold: self.settings.pipelineHold))
        let isForgotten = { (address: Address) in !address.isCurrent && address.open == 0 && address.opening == 0 }
        if let slot = self.addresses.firstIndex(where: isForgotten) {
            self.addresses[slot] = address
        } else {
            self.addresses.append(address)
        }
    }
}
