import Envelopes
import Gateway
import Yams

extension Configuration {
    private static let keyFields = ["key", "response-key", "verify-key", "signing-key"]

    /// `cipher:` of a route, one mapping or a list of them; none where it is missing or, with faults, cannot be used.
    func ciphers(_ reader: MappingReader) -> [Route.Cipher] {
        guard let node = reader.node("cipher") else { return [] }
        guard case .sequence(let elements) = node else {
            return reader.mapping("cipher").flatMap { self.routeCipher($0) }.map { [$0] } ?? []
        }
        if elements.isEmpty {
            reader.fault("cipher", "names no profile; leave it out where bodies travel in the clear")
        }
        var ciphers: [Route.Cipher] = []
        for (index, element) in elements.enumerated() {
            guard
                let use = MappingReader(
                    element, place: "\(reader.place): cipher[\(index)]", faults: reader.faults),
                let cipher = self.routeCipher(use)
            else { continue }
            if ciphers.contains(where: { $0.profile.name == cipher.profile.name }) {
                use.fault(
                    "profile",
                    "\"\(cipher.profile.name)\" stands in the list already; for other keys make a profile with "
                        + "like: \(cipher.profile.name)")
            } else {
                ciphers.append(cipher)
            }
        }
        return ciphers
    }

    /// `cipher:` of an upstream; nil where it is missing or, with faults, cannot be used.
    func upstreamCipher(_ reader: MappingReader) -> Upstream.Cipher? {
        if case .sequence? = reader.node("cipher") {
            reader.fault("cipher", "an upstream is spoken to in one profile; write one mapping")
            return nil
        }
        guard let use = reader.mapping("cipher"), let profile = self.profile(use),
            let key = self.keyName("key", of: .upstream, required: true, use)
        else { return nil }
        return Upstream.Cipher(
            profile: profile, key: key,
            responseKey: self.responseKeyIsUsed(profile, use)
                ? self.keyName("response-key", of: .upstream, required: true, use) : nil,
            verifyKey: self.signatureKey("verify-key", of: .upstream, profile, use),
            signingKey: self.signatureKey("signing-key", of: .upstream, profile, use))
    }

    private func routeCipher(_ use: MappingReader) -> Route.Cipher? {
        guard let profile = self.profile(use), let key = self.keyName("key", of: .route, required: true, use)
        else { return nil }
        let responseKey =
            self.responseKeyIsUsed(profile, use)
            ? self.keyName("response-key", of: .route, required: false, use) ?? Self.consumer : nil
        let verifyKey = self.signatureKey("verify-key", of: .route, profile, use)
        return Route.Cipher(
            profile: profile, key: Self.bodyKey(key), responseKey: responseKey.map(Self.bodyKey),
            verifyKey: verifyKey.map(Self.bodyKey),
            signingKey: self.signatureKey("signing-key", of: .route, profile, use))
    }

    private func profile(_ use: MappingReader) -> CipherProfile? {
        use.allow(["profile"] + Self.keyFields)
        guard let name = use.required("profile") else { return nil }
        if let profile = self.profile(named: name) { return profile }
        if !self.faultyProfiles.contains(name) {
            use.fault("profile", self.whyNoProfile(name))
        }
        return nil
    }

    private func responseKeyIsUsed(_ profile: CipherProfile, _ use: MappingReader) -> Bool {
        guard profile.replyKey != .responseKey else { return true }
        if use.node("response-key") != nil {
            use.fault(
                "response-key",
                "replies of profile \(profile.name) have the key of the request; leave it out, or make a profile with "
                    + "reply-key: response-key")
        }
        return false
    }

    private func signatureKey(
        _ field: String, of place: CipherPlace, _ profile: CipherProfile, _ use: MappingReader
    ) -> String? {
        guard profile.signature != nil else {
            if use.node(field) != nil {
                use.fault(field, "bodies of profile \(profile.name) are not signed; leave it out")
            }
            return nil
        }
        return self.keyName(field, of: place, required: true, use)
    }

    /// The name of a key in the key directory, or `consumer` where the place has consumers and the key may be theirs.
    private func keyName(
        _ field: String, of place: CipherPlace, required: Bool, _ use: MappingReader
    ) -> String? {
        guard let key = required ? use.required(field) : use.text(field) else { return nil }
        if key == Self.consumer {
            if place == .upstream {
                use.fault(field, "an upstream has one key for all consumers; name it instead of \"consumer\"")
                return nil
            }
            if field == "signing-key" {
                use.fault(field, "the gateway signs with a private key of its own; name it instead of \"consumer\"")
                return nil
            }
            return key
        }
        guard KeyName.isValid(key) else {
            use.fault(field, "\"\(key)\" is not a key name: use 1 to 64 of a-z, 0-9 and -")
            return nil
        }
        return key
    }

    private static let consumer = "consumer"

    private static func bodyKey(_ name: String) -> Route.BodyKey { name == self.consumer ? .consumer : .named(name) }
}

private enum CipherPlace {
    case route
    case upstream
}
