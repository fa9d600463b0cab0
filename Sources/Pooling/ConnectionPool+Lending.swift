/// Calls that have a connection to themselves and say when they are done with it: exchanges that are passed on in a
/// stream.
extension ConnectionPool {
    /// The answer to a connection's call has begun: it speaks for the address, and the call is not tried again.
    package mutating func answering(on connection: ConnectionID, _ standing: Standing, at time: Int) {
        precondition(self.settings.pipelining == 1, "lent connections carry one call")
        guard let call = self.firstCall(on: connection), !self.calls[call.index].isJudged else { return }
        self.calls[call.index].isJudged = true
        self.calls[call.index].isRepeatable = false
        let slot = self.connections[connection.index].address
        switch standing {
        case .sound:
            self.note(self.addresses[slot].health.succeeded(at: time), slot)
            self.succeeded(at: time)
        case .failing:
            self.note(self.addresses[slot].health.failed(.exchange, at: time), slot)
            self.failed(at: time)
        }
    }

    /// A call gives its connection back, and has ended. Ask ``nextCall(for:at:)``, then ``connectionSettled(_:at:)``.
    ///
    /// - Parameter keepsAlive: false for one that can carry nothing more.
    package mutating func returned(_ connection: ConnectionID, keepsAlive: Bool, at time: Int) {
        let call = self.takeFirstCall(of: connection, at: time)
        if !keepsAlive { self.retire(connection) }
        if !self.calls[call.index].isJudged { self.breaker.abandoned(at: time) }
        self.release(call)
    }

    /// Whoever made a call does not want it any more.
    ///
    /// - Returns: whether it has ended: one that has a connection ends with ``returned(_:keepsAlive:at:)``.
    package mutating func withdrawn(_ call: CallID, at time: Int) -> Bool {
        guard self.calls[call.index].place == .waiting else { return false }
        self.waiting.remove(call)
        self.breaker.abandoned(at: time)
        self.release(call)
        return true
    }
}
