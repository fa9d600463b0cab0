/// Spares an upstream that fails, and its callers the wait.
///
/// - closed → open: failures in a row, or the share of failures in the window.
/// - open → half open: the open time is over and a call asks; that call is the first probe.
/// - half open → closed: enough successes in a row. The open time is the first one again.
/// - half open → open: a probe failed. The open time is doubled.
///
/// Every admitted call ends in exactly one of `succeeded`, `failed` and `abandoned`. Results do not say which call
/// they are of, and calls that were admitted before it opened may end at any time: while open they change nothing;
/// while half open a failure counts only if no call but the probe is outstanding, a success in any case, because
/// whatever call it is of, the upstream answers.
package struct CircuitBreaker: Equatable, Sendable {
    package struct Settings: Equatable, Sendable {
        /// Failures in a row that open it.
        package var consecutiveFailures = 10
        /// Percent of failures among the calls of a window that opens it, once there are `minimumCalls`.
        package var failurePercent = 50
        package var minimumCalls = 20
        package var window = 10_000
        /// How long it stays open at first; doubled each time it opens again without having closed.
        package var openTime = 1_000
        package var maximumOpenTime = 5_000
        /// Successes in a row that close it again.
        package var closingSuccesses = 2

        package static let defaults = Settings()
    }

    package enum State: Equatable, Sendable {
        case closed
        case open(until: Int)
        case halfOpen
    }

    package enum Admission: Equatable, Sendable {
        case pass
        /// Milliseconds until it is worth asking again, at least 1.
        case refuse(retryAfter: Int)
    }

    /// Milliseconds after which a probe without a result, or the open time if that is longer, gives way to another:
    /// above the timeout of a call, so that only a result that was lost takes as long.
    private let probeTime: Int
    /// Milliseconds to wait for the place of a probe that is out.
    static let probeRetry = 100

    package private(set) var state = State.closed

    private let settings: Settings
    /// Of the closed state. All: results. Marked: failures.
    private var results: RollingCounts
    private var failuresInARow = 0
    /// Of the half-open state.
    private var successesInARow = 0
    private var probeSince: Int?
    /// How long it is or was open last.
    private var openTime: Int
    /// Admitted calls without a result.
    private var outstanding = 0

    /// - Parameter probeTime: milliseconds, longer than any call takes.
    package init(_ settings: Settings, probeTime: Int = 10_000) {
        self.settings = settings
        self.probeTime = probeTime
        self.results = RollingCounts(window: settings.window)
        self.openTime = settings.openTime
    }

    package mutating func admit(at time: Int) -> Admission {
        switch self.state {
        case .closed:
            break
        case .open(let until):
            guard time >= until else { return .refuse(retryAfter: until - time) }
            self.state = .halfOpen
            self.probeSince = time
        case .halfOpen:
            if let since = self.probeSince {
                let rest = max(self.openTime, self.probeTime) - (time - since)
                guard rest <= 0 else { return .refuse(retryAfter: min(rest, Self.probeRetry)) }
                // Whatever was outstanding beside the probe is older than it, and lost as well.
                self.outstanding = 0
            }
            self.probeSince = time
        }
        self.outstanding += 1
        return .pass
    }

    package mutating func succeeded(at time: Int) {
        self.resultArrived()
        switch self.state {
        case .closed:
            self.results.add(total: 1, at: time)
            self.failuresInARow = 0
        case .open:
            break
        case .halfOpen:
            guard self.probeSince != nil else { return }
            self.probeSince = nil
            self.successesInARow += 1
            if self.successesInARow >= self.settings.closingSuccesses { self.close() }
        }
    }

    package mutating func failed(at time: Int) {
        self.resultArrived()
        switch self.state {
        case .closed:
            self.results.add(total: 1, marked: 1, at: time)
            self.failuresInARow += 1
            if self.failsTooOften { self.open(at: time) }
        case .open:
            break
        case .halfOpen:
            guard self.probeSince != nil, self.outstanding == 0 else { return }
            let maximum = max(self.settings.maximumOpenTime, self.settings.openTime)
            self.openTime = self.openTime > maximum / 2 ? maximum : self.openTime * 2
            self.open(at: time)
        }
    }

    /// An admitted call ended without telling anything of the upstream.
    package mutating func abandoned(at time: Int) {
        self.resultArrived()
        self.probeSince = nil
    }

    private mutating func resultArrived() {
        self.outstanding = max(0, self.outstanding - 1)
    }

    private var failsTooOften: Bool {
        self.failuresInARow >= self.settings.consecutiveFailures
            || self.results.total >= self.settings.minimumCalls
                && self.results.marked * 100 >= self.results.total * self.settings.failurePercent
    }

    private mutating func open(at time: Int) {
        self.state = .open(until: time + self.openTime)
        self.probeSince = nil
        self.successesInARow = 0
    }

    private mutating func close() {
        self.state = .closed
        self.openTime = self.settings.openTime
        self.results.clear()
        self.failuresInARow = 0
        self.successesInARow = 0
    }
}
