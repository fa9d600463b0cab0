import Gateway

/// Counts and logs what happens on one event loop. Used on that loop only.
final class LoopObserver {
    /// An exchange has ended, in whichever way: once for each record that was begun.
    func exchangeEnded(_ record: inout ExchangeRecord, of peer: any Peer) {
        record.end()
    }
}
