import Consumers
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
        if let requestID = record.requestID {
            self.line.raw("Z\",\"id\":\"")
            requestID.withBytes { self.line.plain($0) }
            self.line.raw("\"")
        } else {
            self.line.raw("Z\",\"id\":null")
        }
        self.writeFacts(record, route, peer.addressText)
        self.line.number(record.bytesIn)
        self.member(",\"bytes_out\":", record.bytesOut)
        self.member(",\"duration_us\":", Int(nanoseconds / 1_000))
        if let upstream = record.upstream { self.write(upstream, of: route) }
        if let subject = record.subject {
            self.line.raw(",\"subject\":\"")
            self.line.hexadecimal(self.logNames.name(subject.kind, subject.value.bytes))
            self.line.raw("\"")
        }
        if record.calls > 1 { self.member(",\"revocations\":", record.calls) }
        if let traceParent = record.traceParent {
            self.line.raw(",\"traceparent\":")
            self.line.string(traceParent.span)
        }
        self.line.raw("}")
        self.line.end()
        if self.line.bytes.count >= Self.batch { self.flush() }
    }

    /// From `peer` to the name of `bytes_in`: most lines say here what the one before them said.
    private func writeFacts(_ record: borrowing ExchangeRecord, _ route: KnownRoute?, _ peer: [UInt8]) {
        if self.lastFacts.are(of: record, route, peer) { return self.line.raw(self.lastFacts.bytes) }
        let start = self.line.bytes.count
        self.line.raw(",\"peer\":")
        self.line.string(peer.span)
        if let consumer = record.consumer {
            self.line.raw(",\"consumer\":")
            self.line.string(consumer.name)
        }
        if let route {
            self.line.raw(route.members)
            if record.cipher >= 0 { self.line.raw(route.profileMembers[record.cipher]) }
        }
        if let method = record.method?.token { self.member(",\"method\":\"", method) }
        self.member(",\"outcome\":\"", record.outcome.word)
        if record.status > 0 { self.member(",\"status\":", record.status) }
        if let refusal = record.refusal { self.member(",\"refusal\":\"", refusal.word) }
        if let cause = record.cause { self.member(",\"why\":\"", cause.word) }
        self.line.raw(",\"bytes_in\":")
        self.lastFacts = LineFacts(of: record, route, peer, bytes: Array(self.line.bytes[start...]))
    }

    private func write(_ report: UpstreamReport, of route: KnownRoute?) {
        if let route { self.line.raw(route.upstreamMember) }
        let nanoseconds = report.endedAt > report.beganAt ? report.endedAt - report.beganAt : 0
        self.member(",\"upstream_us\":", Int(nanoseconds / 1_000))
        self.member(",\"attempts\":", report.attempts)
    }

    private func member(_ name: StaticString, _ number: Int) {
        self.line.raw(name)
        self.line.number(number)
    }

    /// - Parameter name: ends in the opening quote.
    private func member(_ name: StaticString, _ word: StaticString) {
        self.line.raw(name)
        self.line.raw(word)
        self.line.raw("\"")
    }
}
