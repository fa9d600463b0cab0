import Gateway
import Pooling

private let hour = 3_600_000

extension Configuration.UpstreamEntry {
    static let fields: [QuantityField<Self>] = [
        .duration("timeout", \.timeout, "2s", 10...600_000),
        .duration("connect-timeout", \.pool.connectTimeout, "400ms", 10...600_000),
        .count("connections", \.pool.connections, "64", 1...100_000),
        .count("idle-connections", \.pool.idleConnections, "64", 0...100_000),
        .count("queue", \.pool.queue, "1024", 1...1_000_000),
        .duration("queue-timeout", \.pool.queueTimeout, "1s", 10...600_000),
        .duration("idle-timeout", \.pool.idleTimeout, "30s", 10...(24 * hour)),
        .duration("maximum-age", \.pool.maximumAge, "10m", 1_000...(720 * hour)),
        .count("pipelining", \.pool.pipelining, "1", 1...256),
        QuantityField(
            key: "pipeline-hold", field: \.pool.pipelineHold, read: Quantity.microseconds, example: "5ms",
            range: 1_000...60_000_000),
        .duration("resolve-interval", \.resolveInterval, "30s", 100...(24 * hour)),
        .size("reply-limit", \.replyLimit, "64KiB", 64...(64 << 20)),
    ]

    static let retryFields: [QuantityField<Self>] = [
        .count("percent", \.pool.retries.percent, "20", 0...100),
        .count("minimum-per-second", \.pool.retries.minimumPerSecond, "10", 0...1_000_000),
        .duration("window", \.pool.retries.window, "10s", 100...hour),
    ]

    static let breakerFields: [QuantityField<Self>] = [
        .count("consecutive-failures", \.pool.breaker.consecutiveFailures, "10", 1...1_000_000),
        .count("failure-percent", \.pool.breaker.failurePercent, "50", 1...100),
        .count("minimum-calls", \.pool.breaker.minimumCalls, "20", 1...1_000_000),
        .duration("window", \.pool.breaker.window, "10s", 100...hour),
        .duration("open-time", \.pool.breaker.openTime, "1s", 10...hour),
        .duration("maximum-open-time", \.pool.breaker.maximumOpenTime, "5s", 10...hour),
        .count("closing-successes", \.pool.breaker.closingSuccesses, "2", 1...1_000),
    ]

    static let ejectionFields: [QuantityField<Self>] = [
        .count("consecutive-failures", \.pool.ejection.consecutiveFailures, "5", 1...1_000_000),
        .duration("time", \.pool.ejection.ejectionTime, "1s", 10...hour),
        .duration("maximum-time", \.pool.ejection.maximumEjectionTime, "30s", 10...hour),
    ]

    static let healthFields: [QuantityField<Upstream.HealthCheck>] = [
        .duration("interval", \.interval, "5s", 100...hour),
        .duration("timeout", \.timeout, "1s", 10...600_000),
        .count("rise", \.rise, "2", 1...1_000),
        .count("fall", \.fall, "3", 1...1_000),
    ]
}
