/// Limits of the connections that one event loop keeps to one upstream. Times in milliseconds.
package struct PoolSettings: Equatable, Sendable {
    /// Connections at once, opening ones included.
    package var connections = 64
    /// Idle connections that are kept; what is more is closed when it falls idle.
    package var idleConnections = 64
    /// Calls that wait for a connection.
    package var queue = 1_024
    /// How long a call waits for a connection.
    package var queueTimeout = 1_000
    /// Less than ``queueTimeout``, so that a call that waited for an address in vain can still go to another.
    package var connectTimeout = 400
    /// How long a connection may lie idle: less than what the upstream allows, or the two race.
    package var idleTimeout = 30_000
    /// A connection older than this takes no further call, so that a change of addresses is followed.
    package var maximumAge = 600_000
    /// Calls in flight on one connection, answered in order; 1 sends the next only after the answer.
    package var pipelining = 1
    /// How long calls may hold up those behind them on one connection, in microseconds: what the depth adapts to.
    package var pipelineHold = 5_000
    package var retries = RetryBudget.Settings.defaults
    package var breaker = CircuitBreaker.Settings.defaults
    package var ejection = AddressHealth.Settings.defaults

    package static let defaults = PoolSettings()
}
