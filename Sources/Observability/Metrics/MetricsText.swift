/// A metrics page in Prometheus' text exposition format 0.0.4: families one after the other, each with HELP and TYPE.
///
/// <https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format>
package struct MetricsText: ~Copyable {
    package static let contentType: StaticString = "text/plain; version=0.0.4; charset=utf-8"

    package private(set) var text = ""

    package init() {}

    /// Begins a family; its samples follow.
    package mutating func begin(_ metric: Metric) {
        self.text += "# HELP \(metric.name) \(Self.escaped(metric.help, quotes: false))\n"
        self.text += "# TYPE \(metric.name) \(metric.kind.rawValue)\n"
    }

    package mutating func sample(_ metric: Metric, _ values: [String], _ number: some BinaryInteger) {
        self.line(metric.name, metric.labels, values, String(number))
    }

    package mutating func sample(_ metric: Metric, _ values: [String], _ number: Double) {
        self.line(metric.name, metric.labels, values, Self.text(of: number))
    }

    /// A family of one sample.
    package mutating func add(_ metric: Metric, _ number: some BinaryInteger) {
        self.begin(metric)
        self.sample(metric, [], number)
    }

    package mutating func add(_ metric: Metric, _ number: Double) {
        self.begin(metric)
        self.sample(metric, [], number)
    }

    /// A sum and how many values are in it.
    package mutating func summary(_ metric: Metric, _ values: [String], sum: Double, count: UInt64) {
        self.line(metric.name + "_sum", metric.labels, values, Self.text(of: sum))
        self.line(metric.name + "_count", metric.labels, values, String(count))
    }

    /// The buckets of ``DurationBuckets``, cumulated, with their sum and count.
    ///
    /// - Parameter cells: ``DurationBuckets/width`` of them.
    package mutating func histogram(_ metric: Metric, _ values: [String], _ cells: ArraySlice<UInt64>) {
        let labels = metric.labels + ["le"]
        var count: UInt64 = 0
        for bucket in 0..<DurationBuckets.count {
            count += cells[cells.startIndex + bucket]
            let bound = DurationBuckets.bound(of: bucket).map { Self.seconds(nanoseconds: $0 * 1_000) } ?? "+Inf"
            self.line(metric.name + "_bucket", labels, values + [bound], String(count))
        }
        let sum = cells[cells.startIndex + DurationBuckets.sum]
        self.line(metric.name + "_sum", metric.labels, values, Self.seconds(nanoseconds: sum))
        self.line(metric.name + "_count", metric.labels, values, String(count))
    }

    private mutating func line(_ name: String, _ labels: [String], _ values: [String], _ number: String) {
        precondition(labels.count == values.count, "\(name) has the labels \(labels)")
        self.text += name
        if !labels.isEmpty {
            let pairs = zip(labels, values).map { "\($0)=\"\(Self.escaped($1, quotes: true))\"" }
            self.text += "{\(pairs.joined(separator: ","))}"
        }
        self.text += " \(number)\n"
    }

    /// Decimal seconds without loss: `0.000128`, `12`.
    static func seconds(nanoseconds: UInt64) -> String {
        let (whole, rest) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        guard rest > 0 else { return String(whole) }
        var digits = String(rest)
        digits = String(repeating: "0", count: 9 - digits.utf8.count) + digits
        while digits.last == "0" { digits.removeLast() }
        return "\(whole).\(digits)"
    }

    private static func text(of number: Double) -> String {
        if number.isNaN { return "NaN" }
        if number.isInfinite { return number > 0 ? "+Inf" : "-Inf" }
        return number == number.rounded() && abs(number) < 1e15 ? String(Int64(number)) : String(number)
    }

    /// Backslash and line feed in both, the double quote in label values too.
    private static func escaped(_ text: String, quotes: Bool) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\"" where quotes: result += "\\\""
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
