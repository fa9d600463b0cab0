package import CoreMetrics
import Synchronization

/// The backend of swift-metrics: what libraries and rare events of the gateway emit stands on the same page as the rest.
///
/// The gateway's own series do not pass through it: a counter of swift-metrics is an object behind a protocol, found by
/// name and shared by all loops, and costs a call and an atomic operation on a shared cache line each time. What happens
/// once an exchange is counted by its loop alone in ``CounterRows`` and merged when somebody asks.
///
/// Labels become names of Prometheus (`http.client-requests` → `http_client_requests_total`). A name that is taken by
/// another type or other labels, and what comes after ``limit`` instruments, is not shown: one library must not make
/// the page unreadable.
package final class LibraryMetrics: MetricsFactory {
    /// Instruments at most.
    package static let limit = 1_000

    private struct Family {
        let metric: Metric
        var instruments: [[String]: Instrument] = [:]
    }

    private struct State {
        var families: [String: Family] = [:]
        var count = 0
    }

    private let state = Mutex(State())
    /// Those of the gateway that go this way.
    private let own: [Metric]

    /// - Parameter own: their help is the table's, and no other of the table's names may be used.
    package init(own: [Metric]) {
        self.own = own
    }

    package func append(to page: inout MetricsText) {
        let families = self.state.withLock { $0.families }
        for (_, family) in families.sorted(by: { $0.key < $1.key }) {
            page.begin(family.metric)
            for (values, instrument) in family.instruments.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
                let value = instrument.current
                if family.metric.kind == .summary {
                    page.summary(family.metric, values, sum: value.number, count: value.count)
                } else {
                    page.sample(family.metric, values, value.number)
                }
            }
        }
    }

    private func instrument(
        _ label: String, _ dimensions: [(String, String)], _ kind: Metric.Kind, suffix: String = ""
    ) -> Instrument {
        var name = Self.name(label)
        if !name.hasSuffix(suffix) { name += suffix }
        // One value for each label, in one order.
        let pairs = Dictionary(dimensions.map { (Self.name($0.0), $0.1) }, uniquingKeysWith: { $1 })
            .sorted { $0.key < $1.key }
        return self.state.withLock { state in
            let instrument = Instrument(kind: kind)
            if Metric.table.contains(where: { $0.name == name }), !self.own.contains(where: { $0.name == name }) {
                return instrument
            }
            let family =
                state.families[name]
                ?? Family(
                    metric: Metric(
                        name, kind, pairs.map(\.key),
                        self.own.first { $0.name == name }?.help ?? "Emitted by a library through swift-metrics."))
            guard family.metric.kind == kind, family.metric.labels == pairs.map(\.key) else { return instrument }
            if let known = family.instruments[pairs.map(\.value)] { return known }
            guard state.count < Self.limit else { return instrument }
            state.count += 1
            state.families[name] = family
            state.families[name]?.instruments[pairs.map(\.value)] = instrument
            return instrument
        }
    }

    /// `[a-zA-Z_][a-zA-Z0-9_]*`: what both metrics and labels may be called.
    private static func name(_ label: String) -> String {
        var name = ""
        for byte in label.utf8 {
            let isLetter = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
            let isDigit = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            if name.isEmpty, isDigit { name = "_" }
            name.unicodeScalars.append(isLetter || isDigit ? Unicode.Scalar(byte) : "_")
        }
        return name.isEmpty ? "_" : name
    }
}

extension LibraryMetrics {
    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        self.instrument(label, dimensions, .counter, suffix: "_total")
    }

    package func makeFloatingPointCounter(
        label: String, dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        self.instrument(label, dimensions, .counter, suffix: "_total")
    }

    package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        self.instrument(label, dimensions, .gauge)
    }

    package func makeRecorder(
        label: String, dimensions: [(String, String)], aggregate: Bool
    ) -> any RecorderHandler {
        self.instrument(label, dimensions, aggregate ? .summary : .gauge)
    }

    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        self.instrument(label, dimensions, .summary, suffix: "_seconds")
    }

    // An instrument that somebody holds no longer keeps its count: Prometheus takes a series that is gone for a restart.
    package func destroyCounter(_ handler: any CounterHandler) {}
    package func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}
    package func destroyMeter(_ handler: any MeterHandler) {}
    package func destroyRecorder(_ handler: any RecorderHandler) {}
    package func destroyTimer(_ handler: any TimerHandler) {}
}
