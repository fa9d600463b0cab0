package import HTTP1

/// Every limit of the public listener, with its default. Sizes in bytes, times in milliseconds.
package struct GatewayLimits: Equatable, Sendable {
    /// Request line and header fields together.
    package var head = 16 * 1024
    package var headers = 100
    package var body = 64 * 1024
    /// Bodies of forward routes that the gateway opens, seals or learns from.
    package var heldBody = 1024 * 1024
    /// All of these at once.
    package var heldBodies = 64 * 1024 * 1024
    /// Bodies that are waited for before their caller is known, all at once.
    package var anonymousBodies = 8 * 1024 * 1024
    /// From the first byte of a request (or the opening of the connection) to the end of its head.
    package var headerTimeout = 10_000
    /// From the end of the head to the end of the body.
    package var bodyTimeout = 30_000
    /// Between exchanges on a kept connection.
    package var idleTimeout = 75_000
    package var connections = 10_000
    /// Exchanges between admission and answer, all connections together.
    package var exchanges = 1_024
    /// Exchanges of forward routes, from the head to the end of the reply; apart from ``exchanges``.
    package var forwards = 512
    /// How long a revoker may take before the caller is told 503.
    package var revokerTimeout = 10_000
    /// How long a stop waits for exchanges in flight.
    package var drainTimeout = 30_000
    /// Bodies a minute and consumer that may fail to open under a profile without integrity; then 429.
    package var openFailures = 20
    /// Answers of upstreams that a token lives, all upstreams together, and how long one is kept.
    package var answers = AnswerLimits(count: 100_000, time: 30_000)
    /// Threads that open and seal bodies under public keys and passwords; 0: as many as cores were granted.
    package var keyOperationThreads = 0
    /// Bodies that may wait for one of them, all together.
    package var keyOperationQueue = 256
    /// Refused bodies are read this far, so that the caller gets to read the answer.
    package var discardedBody = 1024 * 1024

    package static let defaults = GatewayLimits()

    /// The part that the HTTP/1.1 codec keeps.
    package var http1: HTTP1Limits {
        var limits = HTTP1Limits.defaults
        limits.maximumHeadBytes = self.head
        limits.maximumStartLineBytes = min(limits.maximumStartLineBytes, self.head)
        limits.maximumHeaderFields = self.headers
        return limits
    }
}
