extension BodyCipher {
    /// Whether a version of the key may open messages of a role: the `alg`, `use` and `key_ops` of its JWK say (RFC 7517
    /// § 4). Yes where it is opened under no named key.
    package func mayOpen(_ role: MessageRole) -> Bool { self.codec.mayUse(to: .open, role) }

    /// Whether the active version may seal them.
    package func maySeal(_ role: MessageRole) -> Bool { self.codec.mayUse(to: .seal, role) }
}

extension BodyCodec {
    fileprivate func mayUse(to purpose: KeyBinding.Purpose, _ role: MessageRole) -> Bool {
        let replyKey = self.profile.replyKey
        if role == .reply, replyKey == .session || replyKey == .clear { return true }
        guard let jwe = self.jwe else {
            let versions = self.role(role).versions.filter { purpose == .open || $0.state == .active }
            return versions.isEmpty || versions.contains { purpose == .open ? $0.opens : $0.canSeal }
        }
        guard let ring = role == .reply && replyKey == .responseKey ? jwe.response : jwe.main else { return true }
        let keys = ring.keys.filter { purpose == .open || $0.isActive }
        return keys.isEmpty || keys.contains { jwe.format.algorithms(for: $0, to: purpose) != nil }
    }
}
