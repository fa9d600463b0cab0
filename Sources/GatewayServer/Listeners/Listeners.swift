import NIOCore

/// What the gateway listens on. A reload binds what is new before anything changes, and keeps the sockets of addresses
/// that stay.
actor Listeners {
    /// A change that has bound everything it needs.
    struct Plan: Sendable {
        let listeners: [Listener]
        fileprivate let new: [BoundListener]
    }

    private let loops: [NIOLoopBound<GatewayLoop>]
    private var bound: [BoundListener] = []

    init(on loops: [NIOLoopBound<GatewayLoop>]) {
        self.loops = loops
    }

    /// With port 0 asked for, the port that was given.
    var addresses: [ListenAddress] { self.bound.map(\.address) }

    /// Binds what is not bound yet: all of it, or none. Nobody is let in before ``commit(_:)``.
    func prepare(_ listeners: [Listener]) async throws(ListenFailure) -> Plan {
        var new: [BoundListener] = []
        for listener in listeners where !self.bound.contains(where: { $0.asked == listener.address }) {
            do throws(ListenFailure) {
                let isShared = (self.bound + new).contains { $0.address.port == listener.address.port }
                new.append(try await Listening.bind(listener, on: self.loops, isShared: isShared))
            } catch {
                for listener in new { await listener.close() }
                throw error
            }
        }
        return Plan(listeners: listeners, new: new)
    }

    /// From now on these listeners count.
    ///
    /// - Returns: the terms that are over by it: of addresses that went, and of those that became clear or secure.
    func commit(_ plan: Plan) async -> [ListenerTerm] {
        var over: [ListenerTerm] = []
        var next: [BoundListener] = []
        for listener in plan.listeners {
            if let kept = self.bound.first(where: { $0.asked == listener.address }) {
                if let term = kept.entrance.take(listener.tls) { over.append(term) }
                next.append(kept)
            } else if let new = plan.new.first(where: { $0.asked == listener.address }) {
                await new.open()
                next.append(new)
            }
        }
        let gone = self.bound.filter { old in !next.contains { $0.asked == old.asked } }
        self.bound = next
        for listener in gone {
            await listener.close()
            over.append(listener.entrance.term)
        }
        for term in over { term.end() }
        return over
    }

    func close() async {
        for listener in self.bound { await listener.close() }
        self.bound = []
    }
}
