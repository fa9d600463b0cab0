import Consumers
import Dialects
import Envelopes
import Gateway
import Observability

/// What the observer of a loop keeps of a route: its rows among the counters, and its members of a log line.
final class KnownRoute {
    /// Held, so that no other route gets its address.
    let route: Route
    let row: Int
    /// `,"route":"main","dialect":"token-service"`.
    let members: [UInt8]
    /// `,"upstream":"legacy"`, or nothing.
    let upstreamMember: [UInt8]
    /// `,"profile":"aes-256-gcm"`, by the place of the cipher.
    let profileMembers: [[UInt8]]
    /// Who opened what last, and the rows of all that did; consumers are held, so that no other one gets their address.
    private var last: Rows?
    private var rows: [ObjectIdentifier: Rows] = [:]

    private final class Rows {
        let consumer: RegisteredConsumer
        let byCipher: [Int]

        init(_ consumer: RegisteredConsumer, _ byCipher: [Int]) {
            self.consumer = consumer
            self.byCipher = byCipher
        }
    }

    init(_ route: Route, row: Int) {
        self.route = route
        self.row = row
        var line = JSONLine(capacity: 64)
        line.raw(",\"route\":")
        line.string(route.name)
        line.raw(",\"dialect\":")
        line.string(route.dialectLabel)
        self.members = line.exchange(for: []).bytes
        if let upstream = route.upstreamName {
            line.raw(",\"upstream\":")
            line.string(upstream)
        }
        self.upstreamMember = line.exchange(for: []).bytes
        self.profileMembers = route.ciphers.map { cipher in
            line.raw(",\"profile\":")
            line.string(cipher.profile.name)
            return line.exchange(for: []).bytes
        }
    }

    /// The row of a consumer's bodies that one of the route's ciphers opened.
    func opened(by consumer: RegisteredConsumer, _ cipher: Int, _ counters: inout OpenedBodyCounters) -> Int {
        if let last, last.consumer === consumer { return last.byCipher[cipher] }
        let id = ObjectIdentifier(consumer)
        let known: Rows
        if let there = self.rows[id] {
            known = there
        } else {
            known = Rows(
                consumer,
                self.route.ciphers.map { counters.row(consumer: consumer.name, profile: $0.profile.name) })
            self.rows[id] = known
        }
        self.last = known
        return known.byCipher[cipher]
    }
}
