import Gateway

extension Configuration {
    private struct Limit {
        let key: String
        let field: any WritableKeyPath<GatewayLimits, Int> & Sendable
        let read: @Sendable (String) -> Int?
        let example: String
        let range: ClosedRange<Int>
    }

    private static let limitTable: [Limit] = [
        Limit(key: "head", field: \.head, read: Quantity.size, example: "16KiB", range: 1024...(1 << 20)),
        Limit(key: "headers", field: \.headers, read: Quantity.count, example: "100", range: 8...10_000),
        Limit(key: "body", field: \.body, read: Quantity.size, example: "64KiB", range: 64...(64 << 20)),
        Limit(
            key: "header-timeout", field: \.headerTimeout, read: Quantity.duration, example: "10s",
            range: 100...3_600_000),
        Limit(
            key: "body-timeout", field: \.bodyTimeout, read: Quantity.duration, example: "30s", range: 100...3_600_000),
        Limit(
            key: "idle-timeout", field: \.idleTimeout, read: Quantity.duration, example: "75s", range: 100...86_400_000),
        Limit(key: "connections", field: \.connections, read: Quantity.count, example: "10000", range: 1...10_000_000),
        Limit(key: "exchanges", field: \.exchanges, read: Quantity.count, example: "1024", range: 1...1_000_000),
        Limit(
            key: "revoker-timeout", field: \.revokerTimeout, read: Quantity.duration, example: "10s",
            range: 100...600_000),
        Limit(
            key: "drain-timeout", field: \.drainTimeout, read: Quantity.duration, example: "30s", range: 0...3_600_000),
        Limit(key: "open-failures", field: \.openFailures, read: Quantity.count, example: "20", range: 1...1_000_000),
        Limit(
            key: "discarded-body", field: \.discardedBody, read: Quantity.size, example: "1MiB", range: 0...(1 << 30)),
    ]

    mutating func readLimits(_ root: MappingReader) {
        guard let node = root.node("limits"),
            let reader = MappingReader(node, place: "limits", faults: root.faults)
        else { return }
        reader.allow(Self.limitTable.map(\.key))
        for limit in Self.limitTable {
            if let value = reader.quantity(limit.key, limit.read, example: limit.example, in: limit.range) {
                self.limits[keyPath: limit.field] = value
            }
        }
    }
}
