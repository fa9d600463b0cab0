import Gateway
import Observability
import Pooling

/// How often each alarm of each upstream was raised, whether the log spoke of it or not.
struct AlarmCounts {
    private var rows = CounterRows(width: 1)

    mutating func count(_ alarm: UpstreamAlarms.Alarm, upstream: String) {
        self.rows.add(row: self.rows.row([upstream, alarm.word]), cell: 0)
    }

    func append(to page: inout MetricsText) {
        page.begin(.upstreamAlarms)
        for (row, labels) in self.rows.labels.enumerated() { page.sample(.upstreamAlarms, labels, self.rows[row, 0]) }
    }
}

extension UpstreamAlarms.Alarm {
    fileprivate var word: String {
        switch self {
        case .reply(let event): UpstreamResult(event).word.description
        case .failure(let failure): UpstreamResult(failure).word.description
        case .pool(.addressEjected): "address-ejected"
        case .pool(.addressRestored): "address-restored"
        case .pool(.circuitOpened): "circuit-opened"
        case .pool(.circuitClosed): "circuit-closed"
        case .unresolved: "unresolved"
        case .handshake: "handshake"
        case .noToken: "no-token"
        case .tokenFetched: "token-fetched"
        }
    }
}
