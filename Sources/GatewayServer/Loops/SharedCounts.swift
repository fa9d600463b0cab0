import Synchronization

/// What all loops together may have at once: connections and exchanges in flight. And what they count together.
final class SharedCounts: Sendable {
    private let connectionCount = Atomic(0)
    private let exchangeCount = Atomic(0)
    private let forwardCount = Atomic(0)
    private let heldCount = Atomic(0)
    private let anonymousCount = Atomic(0)
    private let failedHandshakeCount = Atomic(0)

    var connections: Int { self.connectionCount.load(ordering: .relaxed) }
    var exchanges: Int { self.exchangeCount.load(ordering: .relaxed) }
    /// Apart from revocations, which long transfers must not keep out.
    var forwards: Int { self.forwardCount.load(ordering: .relaxed) }

    /// False, and nothing taken, when `limit` is reached.
    func takeConnection(limit: Int) -> Bool { Self.take(self.connectionCount, limit) }
    func takeExchange(limit: Int) -> Bool { Self.take(self.exchangeCount, limit) }

    func releaseConnection() { self.connectionCount.subtract(1, ordering: .relaxed) }
    func takeForward(limit: Int) -> Bool { Self.take(self.forwardCount, limit) }
    func releaseForward() { self.forwardCount.subtract(1, ordering: .relaxed) }
    func releaseExchange() { self.exchangeCount.subtract(1, ordering: .relaxed) }

    /// Connections to secure listeners that ended before their TLS handshake did, since the start.
    var failedHandshakes: Int { self.failedHandshakeCount.load(ordering: .relaxed) }
    func countFailedHandshake() { self.failedHandshakeCount.add(1, ordering: .relaxed) }

    /// Bytes of bodies that forward routes hold: false, and nothing taken, when they would be more than `limit`.
    func hold(_ count: Int, limit: Int) -> Bool {
        if self.heldCount.add(count, ordering: .relaxed).newValue <= limit { return true }
        self.heldCount.subtract(count, ordering: .relaxed)
        return false
    }

    /// The same for bodies whose callers are not known yet.
    fileprivate func holdAnonymous(_ count: Int, limit: Int) -> Bool {
        if self.anonymousCount.add(count, ordering: .relaxed).newValue <= limit { return true }
        self.anonymousCount.subtract(count, ordering: .relaxed)
        return false
    }

    fileprivate func releaseAnonymous(_ count: Int) { self.anonymousCount.subtract(count, ordering: .relaxed) }

    func releaseHeld(_ count: Int) { self.heldCount.subtract(count, ordering: .relaxed) }

    private static func take(_ count: borrowing Atomic<Int>, _ limit: Int) -> Bool {
        if count.add(1, ordering: .relaxed).newValue <= limit { return true }
        count.subtract(1, ordering: .relaxed)
        return false
    }
}

/// The share of one body in what callers that are not known may have the process hold. What was declared and has not come
/// costs nothing and counts for nothing.
final class AnonymousHold {
    private let shared: SharedCounts
    private var count = 0

    init(of shared: SharedCounts) {
        self.shared = shared
    }

    /// False, and nothing taken, when all of them together would be more than `limit`.
    func take(_ count: Int, limit: Int) -> Bool {
        guard self.shared.holdAnonymous(count, limit: limit) else { return false }
        self.count += count
        return true
    }

    deinit {
        self.shared.releaseAnonymous(self.count)
    }
}
