import Consumers
import Envelopes
import Primitives

/// The body ciphers of one snapshot on one event loop, set up when first needed and kept.
final class LoopCiphers {
    private struct Slot: Hashable {
        let profile: String
        let keys: KeyNames
    }

    /// A consumer on a route.
    private struct Caller: Hashable {
        let route: Int
        let consumer: ObjectIdentifier
    }

    private struct Made {
        let cipher: BodyCipher
        let keys: CipherKeys
    }

    /// Held, so that its consumers keep their identity.
    private let snapshot: Snapshot
    private let random: RandomPool
    private let seals: SealCounts
    private var made: [Slot: Made] = [:]
    /// By the place of their route, where consumers do not differ.
    private var byRoute: [RouteBodies?]
    private let differs: [Bool]
    private var byCaller: [Caller: RouteBodies] = [:]

    init(snapshot: Snapshot, random: RandomPool, seals: SealCounts) {
        self.snapshot = snapshot
        self.random = random
        self.seals = seals
        self.byRoute = Array(repeating: nil, count: snapshot.routes.routes.count)
        self.differs = snapshot.routes.routes.map { $0.ciphers.contains(where: \.takesConsumerKeys) }
    }

    /// How a consumer's bodies travel on a route of ciphers; nil when it lacks what each of them needs.
    func bodies(of route: Route, at index: Int, for consumer: RegisteredConsumer) -> RouteBodies? {
        guard self.differs[index] || consumer.bodyProfile != nil && route.ciphers.count > 1 else {
            if let ready = self.byRoute[index] { return ready }
            let bodies = self.make(route, consumer)
            self.byRoute[index] = bodies
            return bodies
        }
        let caller = Caller(route: index, consumer: ObjectIdentifier(consumer))
        if let ready = self.byCaller[caller] { return ready }
        let bodies = self.make(route, consumer)
        self.byCaller[caller] = bodies
        return bodies
    }

    /// The cipher of an upstream's bodies.
    func candidate(_ cipher: Upstream.Cipher) -> BodyCandidate? {
        self.make(cipher.profile, KeyNames(cipher)).map { self.candidate($0, place: 0, among: [cipher.profile]) }
    }

    private func make(_ route: Route, _ consumer: RegisteredConsumer) -> RouteBodies? {
        let profiles = route.ciphers.map(\.profile)
        let candidates = route.order(for: consumer).compactMap { place in
            KeyNames(route.ciphers[place], of: consumer)
                .flatMap { self.make(profiles[place], $0) }
                .map { self.candidate($0, place: place, among: profiles) }
        }
        return candidates.isEmpty ? nil : RouteBodies(candidates)
    }

    private func candidate(_ made: Made, place: Int, among profiles: [CipherProfile]) -> BodyCandidate {
        let leavesLoop = profiles.contains(where: \.isCostly)
        return BodyCandidate(
            made.cipher, place: place,
            threads: leavesLoop ? ThreadCipher(made.cipher, made.keys, self.seals) : nil)
    }

    private func make(_ profile: CipherProfile, _ names: KeyNames) -> Made? {
        let slot = Slot(profile: profile.name, keys: names)
        if let ready = self.made[slot] { return ready }
        guard let keys = CipherKeys(names, of: profile, in: self.snapshot.keys),
            let cipher = try? BodyCipher(
                profile: profile, keys: keys, random: self.random,
                seals: { self.seals.count(key: $0.name, version: $1) })
        else { return nil }
        let made = Made(cipher: cipher, keys: keys)
        self.made[slot] = made
        return made
    }
}
