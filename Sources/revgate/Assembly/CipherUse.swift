import Configuration
import Consumers
import Envelopes
import Gateway

/// A place of the configuration where bodies are sealed, and the keys that it takes.
struct CipherUse {
    /// For messages: `route "main"`.
    let place: String
    let line: Int
    let profile: CipherProfile
    let keys: [String]
}

extension Configuration {
    func cipherUses(by consumers: [Consumer]) -> [CipherUse] {
        let routes = self.routes.compactMap { entry in
            entry.route.cipher.map { cipher in
                let keys =
                    switch cipher.key {
                    case .named(let name): [name]
                    case .consumer: consumers.compactMap(\.bodyKey)
                    }
                return CipherUse(
                    place: "route \"\(entry.route.name)\"", line: entry.line, profile: cipher.profile, keys: keys)
            }
        }
        let upstreams = self.upstreams.compactMap { entry in
            entry.cipher.map {
                CipherUse(place: entry.place, line: entry.line, profile: $0.profile, keys: [$0.key])
            }
        }
        return routes + upstreams
    }
}
