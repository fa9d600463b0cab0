/// A call's place in a pool; given anew after the call has ended.
package struct CallID: Hashable, Sendable {
    package let index: Int

    package init(index: Int) {
        self.index = index
    }
}

/// A connection's place in a pool; given anew after the connection was closed.
package struct ConnectionID: Hashable, Sendable {
    package let index: Int
}

/// The connections of one event loop to one upstream, and the calls on them and waiting for them.
///
/// Events go in with the time (milliseconds of a steady clock), and what is to be done comes out: this value opens and
/// sends nothing itself. A call is `waiting` → `inFlight` → ended; when its attempt fails it goes back to where it
/// began, as often as the number of addresses, the retry budget and its deadline allow. A connection is `opening` →
/// `ready` → closed, by way of `retiring` when it is to end and calls are still on it.
///
/// Calls are spread over the addresses by load, and on one address over as few connections as carry them: the one used
/// last is used first, so that the others fall idle and are closed.
///
/// Not copyable, so that whoever holds it in a class reads it in place: a copy would cost as much as all it does.
package struct ConnectionPool: ~Copyable, Sendable {
    let settings: PoolSettings
    let timeout: Int?
    var calls: [Call] = []
    var freeCalls: [CallID] = []
    var waiting = WaitingLine()
    var connections: [Connection] = []
    var freeConnections: [ConnectionID] = []
    var addresses: [Address] = []
    var breaker: CircuitBreaker
    var budget: RetryBudget
    /// Where the search for an address begins, so that equal ones take turns.
    var turn = 0
    var idleCount = 0
    var notes: [PoolNote] = []
    var isDraining = false

    /// - Parameter timeout: from a call's arrival to its end, in milliseconds; nil where calls are given a connection of
    ///   their own and whoever uses it keeps the time.
    package init(_ settings: PoolSettings, timeout: Int?) {
        self.settings = settings
        self.timeout = timeout
        self.breaker = CircuitBreaker(settings.breaker, probeTime: max(10_000, 2 * (timeout ?? 0)))
        self.budget = RetryBudget(settings.retries)
    }

    struct Call: Sendable {
        enum Place: Equatable, Sendable {
            case ended
            case waiting
            case inFlight(ConnectionID)
        }

        var place = Place.ended
        /// When the call ends, answered or not.
        var due = 0
        /// When the wait or the attempt ends.
        var stepDue = Int.max
        var attempts = 0
        /// Whether it was sent while another call was in flight on its connection.
        var isBehind = false
        /// The address that failed it last.
        var avoids: Int?
        /// A kept connection broke under it. A peer may end one at any time, and then is likely to end the others too.
        var wantsFresh = false
        /// Whether it may be sent again after it was sent and not answered.
        var isRepeatable = true
        /// Its answer has begun and spoken for the address.
        var isJudged = false
    }

    struct Connection: Sendable {
        enum State: Equatable, Sendable {
            case closed
            case opening
            case ready
            /// Takes no further call.
            case retiring
        }

        var state = State.closed
        var address = 0
        /// In the order in which they were sent, and will be answered.
        var calls: [CallID] = []
        var openedAt = 0
        var idleSince = 0
        /// When the first of `calls` became the first.
        var headSince = 0
        /// Whether it stands in its address's list of connections with room.
        var isListed = false
        /// Open and without a call, since it was settled.
        var isIdle = false
        /// Whether it has carried an exchange to its end.
        var isUsed = false
    }

    struct Address: Sendable {
        let name: String
        var health: AddressHealth
        var depth: PipelineDepth
        /// False once a resolution no longer names it: its connections retire.
        var isCurrent = true
        /// When a connection could last not be opened.
        var refusedAt = Int.min
        var opening = 0
        var open = 0
        var inFlight = 0
        /// Connections with room for a call; the one used last at the end.
        var available: [ConnectionID] = []
    }
}

/// What to do with a call that has arrived, or is to be tried again.
package enum OnCall: Equatable, Sendable {
    /// Write it on this connection now.
    case send(ConnectionID)
    /// It waits for a connection.
    case wait
    /// It waits, and this connection is to be opened.
    case connect(ConnectionID)
    /// It has ended.
    case refuse(PoolFailure)
}

/// Why a call ended without an answer that counts.
package enum PoolFailure: Equatable, Sendable {
    /// Whoever carries it has no access token to show. Never of the pool's making: it is not asked then.
    case noAccessToken
    /// The circuit breaker is open for so many milliseconds more.
    case circuitOpen(retryAfter: Int)
    case queueFull
    /// It waited too long for a connection.
    case queueTimeout
    /// No address is known, or none lets itself be connected to.
    case unreachable
    /// Not answered in time. What became of it is not known.
    case timeout
    /// The connection broke before the answer was complete. What became of it is not known.
    case broken
}

/// One thing for the shell to do.
package enum PoolAction: Equatable, Sendable {
    case connect(ConnectionID)
    /// Close it and forget it: nothing more of it is told to the pool.
    case close(ConnectionID)
    case send(CallID, ConnectionID)
    /// The call has ended.
    case fail(CallID, PoolFailure)
}

/// What an operator is told of.
package enum PoolNote: Equatable, Sendable {
    case addressEjected(String, milliseconds: Int)
    case addressRestored(String)
    case circuitOpened(milliseconds: Int)
    case circuitClosed
}

extension ConnectionPool {
    /// What happened since this was last asked.
    package mutating func takeNotes() -> [PoolNote] {
        guard !self.notes.isEmpty else { return [] }
        defer { self.notes = [] }
        return self.notes
    }

    /// The address that a connection is to be opened to, or was.
    package func address(of connection: ConnectionID) -> String {
        self.addresses[self.connections[connection.index].address].name
    }

    /// Whose answer comes next on a connection.
    package func firstCall(on connection: ConnectionID) -> CallID? {
        self.connections[connection.index].calls.first
    }

    package var waitingCount: Int { self.waiting.count }
    package var connectionCount: Int { self.connections.count - self.freeConnections.count }
    package var callCount: Int { self.calls.count - self.freeCalls.count }
    package var breakerState: CircuitBreaker.State { self.breaker.state }
}
