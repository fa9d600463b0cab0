import CoreMetrics
import Synchronization

/// One instrument of swift-metrics with its label values: a counter, a gauge, or a sum and count of what was recorded.
///
/// For events that are rare: it takes a lock. What happens once an exchange is counted in ``CounterRows``.
final class Instrument: Sendable {
    struct Value {
        var number = 0.0
        var count: UInt64 = 0
    }

    let kind: Metric.Kind
    private let value = Mutex(Value())

    init(kind: Metric.Kind) {
        self.kind = kind
    }

    var current: Value { self.value.withLock { $0 } }

    private func add(_ amount: Double) {
        self.value.withLock {
            $0.number += amount
            $0.count += 1
        }
    }
}

extension Instrument: CounterHandler, FloatingPointCounterHandler {
    func increment(by amount: Int64) {
        self.add(Double(amount))
    }

    /// Of a counter or a meter.
    func increment(by amount: Double) {
        self.add(amount)
    }

    func reset() {
        self.value.withLock { $0 = Value() }
    }
}

extension Instrument: MeterHandler {
    func set(_ value: Int64) {
        self.set(Double(value))
    }

    func set(_ value: Double) {
        self.value.withLock { $0.number = value }
    }

    func decrement(by amount: Double) {
        self.add(-amount)
    }
}

extension Instrument: RecorderHandler, TimerHandler {
    func record(_ value: Int64) {
        self.record(Double(value))
    }

    /// A recorder that does not aggregate keeps the last value.
    func record(_ value: Double) {
        if self.kind == .gauge { self.set(value) } else { self.add(value) }
    }

    func recordNanoseconds(_ duration: Int64) {
        self.add(Double(duration) / 1e9)
    }
}
