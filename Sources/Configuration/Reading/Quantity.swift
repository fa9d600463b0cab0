/// Numbers with units as the configuration writes them.
enum Quantity {
    /// `250ms`, `2s`, `5m`, `24h`, `30d` in milliseconds.
    static func duration(_ text: String) -> Int? {
        self.read(text, units: [("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000)])
    }

    /// A duration in microseconds, written as every other.
    static func microseconds(_ text: String) -> Int? {
        guard let (value, overflow) = self.duration(text)?.multipliedReportingOverflow(by: 1000) else { return nil }
        return overflow ? nil : value
    }

    /// `512B`, `64KiB`, `1MiB` in bytes.
    static func size(_ text: String) -> Int? {
        self.read(text, units: [("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30), ("B", 1)])
    }

    static func count(_ text: String) -> Int? {
        self.read(text, units: [("", 1)])
    }

    private static func read(_ text: String, units: [(suffix: String, factor: Int)]) -> Int? {
        let digits = text.prefix { ("0"..."9").contains($0) }
        guard !digits.isEmpty, let number = Int(digits),
            let unit = units.first(where: { $0.suffix == text.dropFirst(digits.count) })
        else { return nil }
        let (value, overflow) = number.multipliedReportingOverflow(by: unit.factor)
        return overflow ? nil : value
    }
}
