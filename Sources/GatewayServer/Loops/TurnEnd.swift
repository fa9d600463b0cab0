import NIOCore

/// What was written in a turn of the loop leaves at its end, all connections one after the other.
///
/// A peer that sleeps is woken by the first write and finds the others while it is awake; with a write in each exchange
/// it falls asleep in between, and waking it costs more than writing. Measured: 6 us less an exchange with 64
/// connections. A turn is as long as what has arrived takes, so a lone exchange waits for nothing.
final class TurnEnd {
    private let eventLoop: any EventLoop
    private var unflushed: [any FlushedAtTurnEnd] = []
    /// Those of the turn that ends, while what they bring about may add to the next.
    private var leaving: [any FlushedAtTurnEnd] = []

    init(eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
    }

    /// Once a turn for each connection.
    func flush(_ connection: any FlushedAtTurnEnd) {
        if self.unflushed.isEmpty { self.eventLoop.assumeIsolated().execute { self.flushAll() } }
        self.unflushed.append(connection)
    }

    private func flushAll() {
        swap(&self.unflushed, &self.leaving)
        for connection in self.leaving { connection.flush() }
        self.leaving.removeAll(keepingCapacity: true)
    }
}

/// A connection that gathers what is written to it.
protocol FlushedAtTurnEnd: AnyObject {
    /// Sends what was gathered; nothing may have been.
    func flush()
}
