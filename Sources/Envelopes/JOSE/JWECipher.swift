import Primitives

/// The keys of one place under one JWE format, for any thread: what a message needs is set up for it and let go.
struct JWECipher: Sendable {
    let format: JWEFormat
    let replyKey: ReplyKey
    private(set) var main: JOSEKeyRing
    private(set) var response: JOSEKeyRing?
    var source = JWESource.system

    /// - Parameter seals: the count of a key's version by its number; asked for where seals are to be counted.
    init(
        format: JWEFormat, keys: CipherKeys, replyKey: ReplyKey, seals: (NamedKey, Int) -> SealCount
    ) throws(BodyCipherFailure) {
        self.format = format
        self.replyKey = replyKey
        self.main = JOSEKeyRing(keys.main)
        self.response = keys.response.map { JOSEKeyRing($0) }
        try format.check(self.main)
        if let response = self.response { try format.check(response) }
        self.main.count(format) { seals(keys.main, $0) }
        if let response = keys.response { self.response?.count(format) { seals(response, $0) } }
    }

    /// The version that seals what answers nothing.
    var activeVersion: BodyVersion? { Self.active(of: self.main) }

    static func active(of ring: JOSEKeyRing) -> BodyVersion? {
        ring.active.map { BodyVersion(index: $0, number: ring.keys[$0].number) }
    }

    /// The session of a message, where its reply needs it.
    func session(_ content: JWEContent) -> SessionKey? {
        self.replyKey == .session ? SessionKey(key: content.key, encryption: content.encryption) : nil
    }
}

extension JWEFormat {
    /// The first algorithms of the lists that a key fits and that its binding allows. RSA with PKCS #1 v1.5 is written
    /// only where the list begins with it.
    func algorithms(
        for key: JOSEKeyRing.Key, to purpose: KeyBinding.Purpose
    ) -> (management: JWEKeyManagement, encryption: JWEContentEncryption)? {
        for (place, management) in self.keyManagement.enumerated() {
            if purpose == .seal, management == .rsa1_5, place > 0 { continue }
            for encryption in self.contentEncryption
            where management.takes(key.material, for: encryption)
                && key.binding.permits(management, encryption, to: purpose)
            {
                return (management, encryption)
            }
        }
        return nil
    }

    /// Whether what a key seals draws random 96-bit IVs under the key itself, so that its messages are to be counted
    /// (``SealCount``).
    func drawsUnderKey(_ key: JOSEKeyRing.Key) -> Bool {
        guard let algorithms = self.algorithms(for: key, to: .seal) else { return false }
        return algorithms.management.isGCMWrap || algorithms.management == .dir && algorithms.encryption.isGCM
    }

    /// Refuses a key of which a version has the wrong kind or size for all algorithms, or whose versions are all bound
    /// to something else.
    func check(_ ring: JOSEKeyRing) throws(BodyCipherFailure) {
        for key in ring.keys where !self.takes(key.material) {
            throw .algorithms(
                key: ring.name, version: key.number,
                reason: "\(key.material.summary) fits none of \(self.names)")
        }
        let isOfUse = ring.keys.contains {
            self.algorithms(for: $0, to: .open) != nil || self.algorithms(for: $0, to: .seal) != nil
        }
        guard isOfUse || ring.keys.isEmpty else {
            throw .algorithms(
                key: ring.name, version: nil,
                reason: "the alg, use or key_ops of its JWK allow none of \(self.names)")
        }
    }

    private func takes(_ material: KeyMaterial) -> Bool {
        self.keyManagement.contains { management in
            self.contentEncryption.contains { management.takes(material, for: $0) }
        }
    }

    private var names: String {
        self.keyManagement.map(\.rawValue).joined(separator: ", ") + " with "
            + self.contentEncryption.map(\.rawValue).joined(separator: ", ")
    }
}
