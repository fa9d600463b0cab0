import Gateway
import Pooling

extension Configuration {
    /// What becomes of an upstream that fails: retries, breaker, ejection and checks.
    func readTreatment(_ upstream: MappingReader, _ entry: inout UpstreamEntry) {
        if let reader = upstream.mapping("retry-budget") {
            reader.allow(UpstreamEntry.retryFields.map(\.key))
            reader.take(UpstreamEntry.retryFields, into: &entry)
        }
        if let reader = upstream.mapping("circuit-breaker") {
            reader.allow(UpstreamEntry.breakerFields.map(\.key))
            reader.take(UpstreamEntry.breakerFields, into: &entry)
            let openTime = entry.pool.breaker.openTime
            reader.keep(
                "maximum-open-time", &entry.pool.breaker.maximumOpenTime, atLeast: openTime, of: "open-time")
        }
        if let reader = upstream.mapping("ejection") {
            reader.allow(UpstreamEntry.ejectionFields.map(\.key))
            reader.take(UpstreamEntry.ejectionFields, into: &entry)
            let time = entry.pool.ejection.ejectionTime
            reader.keep("maximum-time", &entry.pool.ejection.maximumEjectionTime, atLeast: time, of: "time")
        }
        if let reader = upstream.mapping("health-check") { entry.health = self.healthCheck(reader) }
    }

    private func healthCheck(_ reader: MappingReader) -> Upstream.HealthCheck? {
        reader.allow(["path"] + UpstreamEntry.healthFields.map(\.key))
        let path = reader.required("path")
        if let path, !EndpointText.isTarget(path) {
            reader.fault("path", "\"\(path)\" is not an absolute path in printable ASCII, like /health")
        }
        var check = Upstream.HealthCheck(target: path ?? "/")
        reader.take(UpstreamEntry.healthFields, into: &check)
        reader.keep("timeout", &check.timeout, atMost: check.interval, of: "interval")
        return check
    }
}
