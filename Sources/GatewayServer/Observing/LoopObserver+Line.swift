import Consumers
import Dialects
import Gateway
import HTTP1
import NIOCore
import Observability
import Revocation

/// The line of an exchange in the access log. It holds no path, body, key or token; what comes from outside is escaped.
extension LoopObserver {
    func write(_ record: borrowing ExchangeRecord, _ route: KnownRoute?, nanoseconds: UInt64, from peer: any Peer) {
        let millisecond = self.clock.millisecond(at: record.began)
        self.line.raw(self.clock.prefix)
        self.line.threeDigits(millisecond)
        self.line.raw("Z\",\"id\":")
        if let requestID = record.requestID {
            self.line.raw("\"")
            requestID.withBytes { self.line.plain($0) }
            self.line.raw("\"")
        } else {
            self.line.raw("null")
        }
        self.line.raw(",\"peer\":")
        self.line.string(peer.addressText.span)
        if let consumer = record.consumer {
            self.line.raw(",\"consumer\":")
            self.line.string(consumer.name)
        }
        if let route { self.line.raw(route.members) }
        if let method = record.method?.token {
            self.line.raw(",\"method\":\"")
            self.line.raw(method)
            self.line.raw("\"")
        }
        self.writeOutcome(record)
        self.member(",\"bytes_in\":", record.bytesIn)
        self.member(",\"bytes_out\":", record.bytesOut)
        self.member(",\"duration_us\":", Int(nanoseconds / 1_000))
        if let upstream = record.upstream { self.write(upstream, of: record.route) }
        if let subject = record.subject {
            self.line.raw(",\"subject\":\"")
            self.line.hexadecimal(self.logNames.name(subject.kind, subject.value.bytes))
            self.line.raw("\"")
        }
        if let traceParent = record.traceParent {
            self.line.raw(",\"traceparent\":")
            self.line.string(traceParent.span)
        }
        self.line.raw("}")
        self.line.end()
        if self.line.bytes.count >= Self.batch { self.flush() }
    }

    private func writeOutcome(_ record: borrowing ExchangeRecord) {
        self.line.raw(",\"outcome\":\"")
        self.line.raw(record.outcome.word)
        self.line.raw("\"")
        if record.status > 0 { self.member(",\"status\":", record.status) }
        if let refusal = record.refusal {
            self.line.raw(",\"refusal\":\"")
            self.line.raw(refusal.word)
            self.line.raw("\"")
        }
        if let cause = record.cause {
            self.line.raw(",\"why\":\"")
            self.line.raw(cause.word)
            self.line.raw("\"")
        }
    }

    private func write(_ report: UpstreamReport, of route: Route?) {
        if let name = route?.upstreamName {
            self.line.raw(",\"upstream\":")
            self.line.string(name)
        }
        let nanoseconds = report.endedAt > report.beganAt ? report.endedAt - report.beganAt : 0
        self.member(",\"upstream_us\":", Int(nanoseconds / 1_000))
        self.member(",\"attempts\":", report.attempts)
    }

    private func member(_ name: StaticString, _ number: Int) {
        self.line.raw(name)
        self.line.number(number)
    }

    /// `,"route":"main","dialect":"token-service"`.
    static func members(of route: Route) -> [UInt8] {
        var line = JSONLine(capacity: 64)
        line.raw(",\"route\":")
        line.string(route.name)
        line.raw(",\"dialect\":")
        line.string(route.dialectLabel)
        return line.bytes
    }
}
