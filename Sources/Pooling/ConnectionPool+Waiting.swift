/// Calls that wait, and those that are tried again.
extension ConnectionPool {
    mutating func wait(_ call: CallID, at time: Int) {
        self.calls[call.index].place = .waiting
        self.calls[call.index].stepDue = min(self.calls[call.index].due, time + self.settings.queueTimeout)
        let record = self.calls[call.index]
        self.waiting.append(
            WaitingLine.Item(call: call, since: time, avoids: record.avoids, wantsFresh: record.wantsFresh))
    }

    /// Gives waiting calls what has room and opens what they need; where nothing can be opened and nothing is open,
    /// they end.
    mutating func serveWaiting(opens: Bool = true, at time: Int) -> [PoolAction] {
        var actions: [PoolAction] = []
        while let first = self.waiting.first {
            if !first.wantsFresh || self.isFull,
                let connection = self.connectionWithRoom(avoiding: first.avoids, at: time)
            {
                self.waiting.removeFirst()
                self.assign(first.call, to: connection, at: time)
                actions.append(.send(first.call, connection))
                continue
            }
            switch self.provide(for: first.call, avoiding: first.avoids, opens: opens, at: time) {
            case .send(let connection):
                actions.append(.send(first.call, connection))
                continue
            case .connect(let connection):
                actions.append(.connect(connection))
                continue
            case .wait: break
            case .refuse(let failure):
                for call in self.waiting.takeAll() {
                    self.end(call, failure, at: time)
                    actions.append(.fail(call, failure))
                }
            }
            break
        }
        return actions.inOrder
    }

    /// What a waiting call gets that no connection with room fits: a connection that opens; where none may be opened
    /// and none that fits will get room, one that it would rather avoid.
    mutating func provide(for call: CallID, avoiding avoided: Int?, opens: Bool, at time: Int) -> OnCall {
        if opens, let opened = self.openConnection(avoiding: avoided, at: time) { return .connect(opened) }
        let isFree = !self.calls[call.index].wantsFresh || self.isFull
        if isFree, !self.isEnoughExpected(avoiding: avoided, at: time), !self.hasProspects(avoiding: avoided, at: time),
            let connection = self.anyConnectionWithRoom(at: time)
        {
            self.waiting.remove(call)
            self.assign(call, to: connection, at: time)
            return .send(connection)
        }
        return self.hasProspects ? .wait : .refuse(.unreachable)
    }

    /// Whether the call may be tried again: in time, within its attempts and within the budget, which is used up.
    ///
    /// - Parameter needsAnother: the address answered, so that only another one can do better.
    mutating func mayRetry(_ call: CallID, after slot: Int?, needsAnother: Bool, at time: Int) -> Bool {
        let record = self.calls[call.index]
        guard record.isRepeatable, record.due > time, record.attempts < max(2, min(3, self.currentCount)),
            self.waiting.count < self.settings.queue, !needsAnother || self.hasEligible(beside: slot, at: time)
        else { return false }
        return self.budget.takeRetry(at: time)
    }

    /// A call whose connection is gone: tried again, or ended.
    mutating func retryOrFail(
        _ call: CallID, after slot: Int?, _ failure: PoolFailure, needsAnother: Bool, at time: Int,
        _ actions: inout [PoolAction]
    ) {
        guard self.mayRetry(call, after: slot, needsAnother: needsAnother, at: time) else {
            self.end(call, failure, at: time)
            return actions.append(.fail(call, failure))
        }
        self.retry(call, after: slot, at: time, &actions)
    }

    /// - Parameter slot: the address that failed the call; nil where only a kept connection broke.
    mutating func retry(_ call: CallID, after slot: Int?, at time: Int, _ actions: inout [PoolAction]) {
        self.calls[call.index].avoids = slot
        self.calls[call.index].wantsFresh = slot == nil
        switch self.place(call, at: time) {
        case .send(let connection): actions.append(.send(call, connection))
        case .connect(let connection): actions.append(.connect(connection))
        case .wait: break
        case .refuse(let refusal):
            self.end(call, refusal, at: time)
            actions.append(.fail(call, refusal))
        }
    }
}

extension [PoolAction] {
    /// What concerns open connections first, in its order; then what opens others; last what ends calls. The latter two
    /// may bring about the next event at once, and that must find done what went before it.
    var inOrder: [PoolAction] {
        guard self.count > 1 else { return self }
        var others: [PoolAction] = []
        var connects: [PoolAction] = []
        var failures: [PoolAction] = []
        for action in self {
            switch action {
            case .close, .send: others.append(action)
            case .connect: connects.append(action)
            case .fail: failures.append(action)
            }
        }
        return others + connects + failures
    }
}
