import Envelopes
import Primitives

/// The body ciphers of one snapshot on one event loop, set up when first needed and kept.
final class LoopCiphers {
    private struct Slot: Hashable {
        let profile: String
        let key: String
    }

    private let keys: [String: NamedKey]
    private let random: RandomPool
    private let seals: SealCounts
    private var ciphers: [Slot: BodyCipher] = [:]
    private var byRoute: [BodyCipher?]

    init(snapshot: Snapshot, random: RandomPool, seals: SealCounts) {
        self.keys = snapshot.keys
        self.random = random
        self.seals = seals
        self.byRoute = Array(repeating: nil, count: snapshot.routes.routes.count)
    }

    /// The cipher of a route's bodies for a consumer; nil when the consumer lacks a key where its own is asked for.
    func cipher(_ cipher: Route.Cipher, route: Int, consumerKey: String?) -> BodyCipher? {
        switch cipher.key {
        case .named(let name):
            if let ready = self.byRoute[route] { return ready }
            let made = self.cipher(profile: cipher.profile, key: name)
            self.byRoute[route] = made
            return made
        case .consumer:
            return consumerKey.flatMap { self.cipher(profile: cipher.profile, key: $0) }
        }
    }

    /// The cipher of an upstream's bodies.
    func cipher(_ cipher: Upstream.Cipher) -> BodyCipher? {
        self.cipher(profile: cipher.profile, key: cipher.key)
    }

    private func cipher(profile: CipherProfile, key name: String) -> BodyCipher? {
        let slot = Slot(profile: profile.name, key: name)
        if let ready = self.ciphers[slot] { return ready }
        guard let key = self.keys[name],
            let cipher = try? BodyCipher(
                profile: profile, keys: CipherKeys(main: key), random: self.random,
                seals: { self.seals.count(key: $0.name, version: $1) })
        else { return nil }
        self.ciphers[slot] = cipher
        return cipher
    }
}
