extension ConnectionPool {
    /// How a complete answer speaks for the address that gave it.
    package enum Standing: Equatable, Sendable {
        /// It does its work, whatever it said.
        case sound
        /// A server error, or nothing that is understood: another address may do better.
        case failing
    }

    /// What to do after an answer.
    package enum OnAnswer: Equatable, Sendable {
        /// The call has ended with this answer.
        case finish
        /// The answer does not count: the call is tried again.
        case retry(OnCall)
    }

    /// A call has come. With `.refuse` it has ended; its place is free.
    ///
    /// - Parameter isRepeatable: whether it may be sent again when a connection breaks under it.
    package mutating func callArrived(at time: Int, isRepeatable: Bool = true) -> (call: CallID, action: OnCall) {
        let call = self.takeCall(due: self.timeout.map { time + $0 } ?? .max)
        self.calls[call.index].isRepeatable = isRepeatable
        if case .refuse(let milliseconds) = self.breaker.admit(at: time) {
            self.release(call)
            return (call, .refuse(.circuitOpen(retryAfter: milliseconds)))
        }
        self.budget.callStarted(at: time)
        let action = self.place(call, at: time)
        if case .refuse(let failure) = action { self.end(call, failure, at: time) }
        return (call, action)
    }

    /// The first call of a connection has been answered to the last byte.
    ///
    /// Afterwards the connection may take further calls: ask ``nextCall(for:at:)``, then ``connectionSettled(_:at:)``.
    /// - Parameters:
    ///   - microseconds: since the call was sent or the answer before it came, whichever was later.
    ///   - keepsAlive: whether the upstream leaves the connection open.
    package mutating func answered(
        on connection: ConnectionID, _ standing: Standing, microseconds: Int, keepsAlive: Bool, at time: Int
    ) -> OnAnswer {
        let slot = self.connections[connection.index].address
        let call = self.takeFirstCall(of: connection, at: time)
        if keepsAlive {
            self.addresses[slot].depth.answered(after: microseconds, wasBehind: self.calls[call.index].isBehind)
        } else {
            self.retire(connection)
            if !self.connections[connection.index].calls.isEmpty { self.addresses[slot].depth.closedEarly() }
        }
        switch standing {
        case .sound:
            self.note(self.addresses[slot].health.succeeded(at: time), slot)
            self.succeeded(at: time)
            self.release(call)
            return .finish
        case .failing:
            self.note(self.addresses[slot].health.failed(.exchange, at: time), slot)
            if self.mayRetry(call, after: slot, needsAnother: true, at: time) {
                // It gets its connection from `connectionSettled`: a send told of here would be done after those that
                // are told of until then, in another order than the answers will be taken in.
                self.calls[call.index].avoids = slot
                self.calls[call.index].wantsFresh = false
                self.wait(call, at: time)
                return .retry(.wait)
            }
            self.failed(at: time)
            self.release(call)
            return .finish
        }
    }

    // MARK: Parts

    /// Sends a call or lets it wait; does not end it.
    mutating func place(_ call: CallID, at time: Int) -> OnCall {
        let avoids = self.calls[call.index].avoids
        let wantsFresh = self.calls[call.index].wantsFresh && !self.isFull
        if !wantsFresh, let connection = self.connectionWithRoom(avoiding: avoids, at: time) {
            self.assign(call, to: connection, at: time)
            return .send(connection)
        }
        guard self.waiting.count < self.settings.queue else { return .refuse(.queueFull) }
        self.wait(call, at: time)
        let action = self.provide(for: call, avoiding: avoids, opens: true, at: time)
        if case .refuse = action { self.waiting.remove(call) }
        return action
    }

    mutating func assign(_ call: CallID, to connection: ConnectionID, at time: Int) {
        let slot = self.connections[connection.index].address
        let isFirst = self.connections[connection.index].calls.isEmpty
        if isFirst { self.connections[connection.index].headSince = time }
        self.calls[call.index].isBehind = !isFirst
        if self.connections[connection.index].isIdle {
            self.connections[connection.index].isIdle = false
            self.idleCount -= 1
        }
        self.connections[connection.index].calls.append(call)
        self.addresses[slot].inFlight += 1
        self.calls[call.index].place = .inFlight(connection)
        self.calls[call.index].attempts += 1
        self.calls[call.index].stepDue = self.attemptEnd(of: call, on: slot, at: time)
        if self.connections[connection.index].calls.count >= self.addresses[slot].depth.depth {
            self.unlist(connection)
        }
    }

    /// An attempt may take all the time that is left; half of it where another address could be tried after it.
    private func attemptEnd(of call: CallID, on slot: Int, at time: Int) -> Int {
        let record = self.calls[call.index]
        guard record.attempts < 2, self.hasEligible(beside: slot, at: time) else { return record.due }
        return min(record.due, time + max(1, (record.due - time) / 2))
    }

    /// Ends a call without an answer that counts.
    mutating func end(_ call: CallID, _ failure: PoolFailure, at time: Int) {
        switch failure {
        case .unreachable, .timeout, .broken: self.failed(at: time)
        case .queueFull, .queueTimeout, .circuitOpen, .noAccessToken: self.breaker.abandoned(at: time)
        }
        self.release(call)
    }

    mutating func takeCall(due: Int) -> CallID {
        let call: CallID
        if let free = self.freeCalls.popLast() {
            call = free
        } else {
            call = CallID(index: self.calls.count)
            self.calls.append(Call())
        }
        self.calls[call.index] = Call(place: .waiting, due: due)
        return call
    }

    mutating func release(_ call: CallID) {
        self.calls[call.index].place = .ended
        self.calls[call.index].stepDue = .max
        self.freeCalls.append(call)
    }

    mutating func succeeded(at time: Int) {
        let before = self.breaker.state
        self.breaker.succeeded(at: time)
        if before != .closed, self.breaker.state == .closed { self.notes.append(.circuitClosed) }
    }

    mutating func failed(at time: Int) {
        let before = self.breaker.state
        self.breaker.failed(at: time)
        if case .open(let until) = self.breaker.state, self.breaker.state != before {
            self.notes.append(.circuitOpened(milliseconds: until - time))
        }
    }
}
