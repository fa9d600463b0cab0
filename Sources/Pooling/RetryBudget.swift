/// How many calls may be tried again: a share of the traffic, so that retries never multiply the load of an outage.
package struct RetryBudget: Equatable, Sendable {
    package struct Settings: Equatable, Sendable {
        /// Retries for each hundred calls of the window.
        package var percent = 20
        /// Retries a second that are always allowed.
        package var minimumPerSecond = 10
        /// Milliseconds.
        package var window = 10_000

        package static let defaults = Settings()
    }

    package init(_ settings: Settings) {}
    package mutating func callStarted(at time: Int) {}
    package mutating func takeRetry(at time: Int) -> Bool { true }
}
