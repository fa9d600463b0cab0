package import Revocation

/// Makes request identifiers on one event loop: a random part for the process and loop, and a count.
package final class RequestIDs {
    private let process: UInt64
    private var exchange: UInt64

    /// Both numbers random, so that identifiers of two processes or loops do not meet.
    package init(process: UInt64, start: UInt64) {
        self.process = process
        self.exchange = start
    }

    package func next() -> RequestID {
        self.exchange &+= 1
        return RequestID(process: self.process, exchange: self.exchange)
    }
}
