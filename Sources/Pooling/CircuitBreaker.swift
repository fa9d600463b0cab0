/// Spares an upstream that fails, and its callers the wait.
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
        package var maximumOpenTime = 30_000
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

    package private(set) var state = State.closed

    package init(_ settings: Settings) {}
    package mutating func admit(at time: Int) -> Admission { .pass }
    package mutating func succeeded(at time: Int) {}
    package mutating func failed(at time: Int) {}
    /// An admitted call ended without telling anything of the upstream.
    package mutating func abandoned(at time: Int) {}
}
