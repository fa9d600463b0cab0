import Primitives

/// A profile with its keys: everything that messages do not change. For any thread.
final class BodyCodec: Sendable {
    let profile: CipherProfile
    /// Of the main key.
    let keyName: String
    let request: RoleCodec
    let reply: RoleCodec
    let jwe: JWECipher?
    let signature: SignatureCipher?
    let flattened: FlattenedSignature?
    /// Whether what deciphers must be looked at: a wrong key may decipher to something.
    let needsLook: Bool

    init(
        profile: CipherProfile, keys: CipherKeys, seals: (NamedKey, Int) -> SealCount
    ) throws(BodyCipherFailure) {
        self.profile = profile
        self.keyName = keys.main.name
        self.request = try RoleCodec(profile, as: .request, keys: keys, seals: seals)
        self.reply = try RoleCodec(profile, as: .reply, keys: keys, seals: seals)
        if case .jwe(let format) = profile.format {
            var derived = keys
            derived.main = try keys.main.derived(for: format)
            derived.response = try keys.response?.derived(for: format)
            self.jwe = try JWECipher(format: format, keys: derived, replyKey: profile.replyKey, seals: seals)
        } else {
            self.jwe = nil
        }
        self.signature = profile.signature.map { SignatureCipher(rule: $0, keys: keys) }
        self.flattened = profile.signature.flatMap { FlattenedSignature($0) }
        if let signature = self.signature {
            try signature.check(signature.verification, for: .verify)
            try signature.check(signature.signing, for: .sign)
        }
        // RSA with PKCS #1 v1.5 gives random bytes where the padding is wrong.
        self.needsLook = !profile.isAuthenticated || profile.format == .rsa(.pkcs1)
    }

    func role(_ role: MessageRole) -> RoleCodec {
        switch role {
        case .request: self.request
        case .reply: self.reply
        }
    }

    var activeVersion: BodyVersion? {
        if let jwe = self.jwe { return jwe.activeVersion }
        return self.request.activeIndex.map { BodyVersion(index: $0, number: self.request.versions[$0].number) }
    }
}

extension SignatureCipher {
    /// Refuses a key none of whose versions has the kind for an algorithm of the rule, or may be used for it.
    fileprivate func check(_ ring: JOSEKeyRing?, for purpose: KeyBinding.Purpose) throws(BodyCipherFailure) {
        guard let ring, !ring.keys.isEmpty else { return }
        let isOfUse = ring.keys.contains { key in
            if purpose == .sign, case .publicKey = key.material { return false }
            return self.rule.algorithms.contains { $0.fits(key, to: purpose) }
        }
        guard !isOfUse else { return }
        let names = self.rule.algorithms.map(\.rawValue).joined(separator: ", ")
        throw .algorithms(
            key: ring.name, version: nil,
            reason: purpose == .sign ? "it cannot sign with \(names)" : "it cannot verify \(names)")
    }
}
