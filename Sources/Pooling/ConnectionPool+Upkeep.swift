extension ConnectionPool {
    /// Ends what has taken too long and closes what has lain idle; told a few times a second.
    package mutating func ticked(at time: Int) -> [PoolAction] {
        var actions: [PoolAction] = []
        var fallen: [Fallen] = []
        for index in self.calls.indices where self.calls[index].stepDue <= time {
            self.overdue(CallID(index: index), at: time, &fallen, &actions)
        }
        for index in self.connections.indices where self.connections[index].isIdle {
            let record = self.connections[index]
            guard
                time - record.idleSince >= self.settings.idleTimeout
                    || time - record.openedAt >= self.settings.maximumAge
            else { continue }
            self.drop(ConnectionID(index: index))
            actions.append(.close(ConnectionID(index: index)))
        }
        // Now that all that must go has gone, so that no call goes on to what would be closed next.
        for late in fallen {
            if late.mayGoOn {
                self.retry(late.call, after: late.slot, at: time, &actions)
            } else {
                self.retryOrFail(
                    late.call, after: late.slot, late.isLate ? .timeout : .broken, needsAnother: late.isLate, at: time,
                    &actions)
            }
        }
        return (actions + self.spread(at: time) + self.serveWaiting(at: time)).inOrder
    }

    /// While the upstream is in use, an address that is well and has no connection gets one: it may have come back, or
    /// the load never needed it.
    private mutating func spread(at time: Int) -> [PoolAction] {
        guard self.addresses.count > 1, !self.isDraining, self.addresses.contains(where: { $0.open > 0 }) else {
            return []
        }
        var actions: [PoolAction] = []
        for slot in self.addresses.indices where self.isEligible(slot, at: time) {
            guard !self.isFull, self.addresses[slot].open == 0,
                self.addresses[slot].opening == 0
            else { continue }
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
        let addresses = self.addresses
        let actions = self.retireAll { !addresses[$0.address].isCurrent }
        return (actions + self.serveWaiting(at: time)).inOrder
    }

    /// What an active check of an address found.
    package mutating func checked(_ name: String, isGood: Bool, rise: Int, fall: Int, at time: Int) -> [PoolAction] {
        guard let slot = self.addresses.firstIndex(where: { $0.isCurrent && $0.name == name }) else { return [] }
        self.note(self.addresses[slot].health.checked(isGood: isGood, rise: rise, fall: fall, at: time), slot)
        return self.serveWaiting(at: time)
    }

    /// From now on no connection is kept once its calls are answered.
    package mutating func drain(at time: Int) -> [PoolAction] {
        self.isDraining = true
        return (self.retireAll { _ in true } + self.serveWaiting(at: time)).inOrder
    }

    /// Whether nothing is under way any more.
    package var isQuiet: Bool { self.callCount == 0 && self.connectionCount == 0 }

    /// A call whose connection was closed because this or another call on it took too long.
    private struct Fallen {
        let call: CallID
        let slot: Int
        let isLate: Bool
        /// Whether ``mayRetry(_:after:needsAnother:at:)`` has been asked, and said so.
        let mayGoOn: Bool
    }

    /// A call whose wait or attempt took too long.
    private mutating func overdue(
        _ call: CallID, at time: Int, _ fallen: inout [Fallen], _ actions: inout [PoolAction]
    ) {
        switch self.calls[call.index].place {
        case .ended:
            break
        case .waiting:
            self.waiting.remove(call)
            let failure: PoolFailure = self.hasProspects ? .queueTimeout : .unreachable
            self.end(call, failure, at: time)
            actions.append(.fail(call, failure))
        case .inFlight(let connection):
            let slot = self.connections[connection.index].address
            let hasTime = self.calls[call.index].due > time
            if hasTime, !self.mayRetry(call, after: slot, needsAnother: true, at: time) {
                // Nothing better is to be had: the answer may still come.
                self.calls[call.index].stepDue = self.calls[call.index].due
                return
            }
            // Where its answer would have stood in the order cannot be skipped: the connection goes, and with it the
            // place of the calls behind, which did nothing wrong.
            for other in self.connections[connection.index].calls {
                let isLate = self.calls[other.index].stepDue <= time
                fallen.append(Fallen(call: other, slot: slot, isLate: isLate, mayGoOn: hasTime && other == call))
                self.calls[other.index].stepDue = .max
            }
            self.drop(connection)
            self.note(self.addresses[slot].health.failed(.exchange, at: time), slot)
            actions.append(.close(connection))
        }
    }

    /// Takes the place of an address that nothing refers to any more, if there is one.
    private mutating func add(_ name: String) {
        let address = Address(
            name: name, health: AddressHealth(self.settings.ejection),
            depth: PipelineDepth(limit: self.settings.pipelining, hold: self.settings.pipelineHold))
        let isForgotten = { (address: Address) in !address.isCurrent && address.open == 0 && address.opening == 0 }
        if let slot = self.addresses.firstIndex(where: isForgotten) {
            self.forget(slot)
            self.addresses[slot] = address
        } else {
            self.addresses.append(address)
        }
    }

    /// What calls avoid is not the address that takes its place.
    private mutating func forget(_ slot: Int) {
        for index in self.calls.indices where self.calls[index].avoids == slot { self.calls[index].avoids = nil }
        self.waiting.forget(slot)
    }
}
