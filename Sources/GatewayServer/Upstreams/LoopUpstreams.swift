import Gateway
import NIOCore

/// All pools of one event loop: those that revocation calls travel by, and those of exchanges that are passed on. An
/// upstream has a pool of the kinds that routes ask for.
final class LoopUpstreams {
    let turnEnd: TurnEnd
    let revocations: UpstreamPools<UpstreamConnection>
    let forwards: UpstreamPools<ForwardConnection>

    init(at place: PoolPlace, addresses: UpstreamAddresses) {
        self.turnEnd = place.turnEnd
        self.revocations = UpstreamPools(at: place, addresses: addresses)
        self.forwards = UpstreamPools(at: place, addresses: addresses)
    }

    /// Addresses for the pools of the next snapshot.
    func prepare(_ addresses: UpstreamAddresses) {
        self.revocations.prepare(addresses)
        self.forwards.prepare(addresses)
    }

    /// After a snapshot was adopted: pools that it did not ask for end.
    func settle() {
        self.revocations.settle()
        self.forwards.settle()
    }

    func resolved(_ addresses: ResolvedAddresses, of upstream: String) {
        self.revocations.resolved(addresses, of: upstream)
        self.forwards.resolved(addresses, of: upstream)
    }

    /// There is another access token, or none any more.
    func accessTokenChanged(of upstream: String) {
        self.revocations.accessTokenChanged(of: upstream)
        self.forwards.accessTokenChanged(of: upstream)
    }

    func checked(_ upstream: String, address: String, isGood: Bool) {
        self.revocations.checked(upstream, address: address, isGood: isGood)
        self.forwards.checked(upstream, address: address, isGood: isGood)
    }

    var figures: [PoolFigures] { self.revocations.figures + self.forwards.figures }

    func ticked() {
        self.revocations.ticked()
        self.forwards.ticked()
    }

    func stop() {
        self.revocations.stop()
        self.forwards.stop()
    }
}

/// Where pools stand: their event loop, and what they share there or in the process.
struct PoolPlace {
    let eventLoop: any EventLoop
    let turnEnd: TurnEnd
    let alarms: UpstreamAlarms
    let contexts: UpstreamContexts
    let tokens: AccessTokens
    let observer: LoopObserver

    init(
        on eventLoop: any EventLoop, alarms: UpstreamAlarms, contexts: UpstreamContexts, tokens: AccessTokens,
        observer: LoopObserver
    ) {
        self.eventLoop = eventLoop
        self.turnEnd = TurnEnd(eventLoop: eventLoop)
        self.alarms = alarms
        self.contexts = contexts
        self.tokens = tokens
        self.observer = observer
    }
}
