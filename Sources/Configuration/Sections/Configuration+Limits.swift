import Gateway

extension Configuration {
    private static let limitFields: [QuantityField<GatewayLimits>] = [
        .size("head", \.head, "16KiB", 1024...(1 << 20)),
        .count("headers", \.headers, "100", 8...10_000),
        .size("body", \.body, "64KiB", 64...(64 << 20)),
        .size("held-body", \.heldBody, "1MiB", 1024...(64 << 20)),
        .size("held-bodies", \.heldBodies, "64MiB", 1024...(1 << 40)),
        .size("anonymous-bodies", \.anonymousBodies, "8MiB", 1024...(1 << 40)),
        .duration("header-timeout", \.headerTimeout, "10s", 100...3_600_000),
        .duration("body-timeout", \.bodyTimeout, "30s", 100...3_600_000),
        .duration("idle-timeout", \.idleTimeout, "75s", 100...86_400_000),
        .count("connections", \.connections, "10000", 1...10_000_000),
        .count("exchanges", \.exchanges, "1024", 1...1_000_000),
        .count("forwards", \.forwards, "512", 1...1_000_000),
        .duration("revoker-timeout", \.revokerTimeout, "10s", 100...600_000),
        .duration("drain-timeout", \.drainTimeout, "30s", 0...3_600_000),
        .count("open-failures", \.openFailures, "20", 1...1_000_000),
        .count("introspection-cache", \.answers.count, "100000", 0...10_000_000),
        .duration("introspection-ttl", \.answers.time, "30s", 100...3_600_000),
        .count("key-operation-threads", \.keyOperationThreads, "2", 1...1024),
        .count("key-operation-queue", \.keyOperationQueue, "256", 1...1_000_000),
        .size("discarded-body", \.discardedBody, "1MiB", 0...(1 << 30)),
    ]

    mutating func readLimits(_ root: MappingReader) {
        guard let node = root.node("limits"),
            let reader = MappingReader(node, place: "limits", faults: root.faults)
        else { return }
        reader.allow(Self.limitFields.map(\.key))
        reader.take(Self.limitFields, into: &self.limits)
        // One body must find room.
        if reader.node("anonymous-bodies") == nil {
            self.limits.anonymousBodies = max(self.limits.anonymousBodies, self.limits.body)
        } else if self.limits.anonymousBodies < self.limits.body {
            reader.fault("anonymous-bodies", "is less than one \"body\"; let it be as large at least")
        }
        reader.keep("held-body", &self.limits.heldBody, atMost: self.limits.heldBodies, of: "held-bodies")
    }
}
