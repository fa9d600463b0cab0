import Foundation
import Primitives

/// Where sealing gets what must be fresh from: the system, except in tests of published messages.
struct JWESource: Sendable {
    enum Use: Sendable {
        /// Of the content.
        case iv
        /// Of a key wrapped by AES-GCM.
        case wrapIV
        /// `p2s`.
        case salt
    }

    var contentKey: @Sendable (Int) throws(RandomFailure) -> SecretBytes
    var bytes: @Sendable (Use, Int) throws(RandomFailure) -> [UInt8]
    var ephemeral: @Sendable (PublicKeyKind) throws(PublicKeyFailure) -> PrivateKey
    /// Milliseconds since 1970, for `iat`.
    var now: @Sendable () -> Int64 = { Int64(Date().timeIntervalSince1970 * 1000) }
    /// `p2c`; nil: the profile's.
    var iterations: Int?

    static let system = JWESource(
        contentKey: { (count) throws(RandomFailure) in try SecretBytes.random(count: count) },
        bytes: { (_, count) throws(RandomFailure) in
            try SecretBytes.random(count: count).withUnsafeBytes { Array($0) }
        },
        ephemeral: { (kind) throws(PublicKeyFailure) in try PrivateKey.generate(kind) })
}

/// A content key and how it is told to one recipient.
struct JWEWrapped {
    let contentKey: SecretBytes
    let encryptedKey: [UInt8]
    /// What the algorithm adds to the header.
    let parameters: [JWEHeaderMember]
}

/// Draws a content key, or takes or agrees one, and wraps it for the holder of a key.
struct JWEWrapping {
    let algorithm: JWEKeyManagement
    let encryption: JWEContentEncryption
    let source: JWESource
    let maximumIterations: Int

    func wrap(under material: KeyMaterial) throws(BodySealFailure) -> JWEWrapped {
        do {
            switch material {
            case .octets(let key): return try self.wrap(under: key)
            case .privateKey(let key): return try self.wrap(for: key.publicKey)
            case .publicKey(let key): return try self.wrap(for: key)
            }
        } catch is RandomFailure {
            throw .random
        } catch {
            throw .cipher
        }
    }

    private func wrap(for key: PublicKey) throws -> JWEWrapped {
        if self.algorithm.isAgreement { return try self.agree(with: key) }
        let content = try self.freshKey()
        let encrypted =
            if let hash = self.algorithm.paddingHash {
                try key.encryptOAEP(content, hash: hash, mgf: hash)
            } else {
                try key.encryptPKCS1(content)
            }
        return JWEWrapped(contentKey: content, encryptedKey: encrypted, parameters: [])
    }

    /// The key pair is made for this message only.
    private func agree(with key: PublicKey) throws -> JWEWrapped {
        let ephemeral = try self.source.ephemeral(key.kind)
        let derived = JWEKeyAgreement(algorithm: self.algorithm, encryption: self.encryption)
            .derive(from: try ephemeral.agree(with: key))
        let parameters = [JWEHeaderMember("epk", .publicKey(ephemeral.publicKey))]
        guard !self.algorithm.isDirect else {
            return JWEWrapped(contentKey: derived, encryptedKey: [], parameters: parameters)
        }
        let content = try self.freshKey()
        return JWEWrapped(
            contentKey: content, encryptedKey: try AESKeyWrap.wrap(content, under: derived), parameters: parameters)
    }

    private func wrap(under key: SecretBytes) throws -> JWEWrapped {
        guard self.algorithm != .dir else { return JWEWrapped(contentKey: key, encryptedKey: [], parameters: []) }
        let content = try self.freshKey()
        if self.algorithm.isGCMWrap { return try self.wrapWithGCM(content, under: key) }
        guard self.algorithm.passwordHash != nil else {
            return JWEWrapped(
                contentKey: content, encryptedKey: try AESKeyWrap.wrap(content, under: key), parameters: [])
        }
        let salt = try self.source.bytes(.salt, JWEPassword.saltLength)
        let iterations =
            self.source.iterations
            ?? max(JWEPassword.leastIterations, min(JWEPassword.iterations, self.maximumIterations))
        let wrapping = self.algorithm.wrappingKey(from: key, salt: salt, iterations: iterations)
        return JWEWrapped(
            contentKey: content, encryptedKey: try AESKeyWrap.wrap(content, under: wrapping),
            parameters: [JWEHeaderMember("p2s", .octets(salt)), JWEHeaderMember("p2c", .integer(iterations))])
    }

    /// The IV is random and 96 bits long: the key wraps at most 2^32 content keys (NIST SP 800-38D § 8.3).
    private func wrapWithGCM(_ content: SecretBytes, under key: SecretBytes) throws -> JWEWrapped {
        let iv = try self.source.bytes(.wrapIV, JWEParameters.Wrap.ivLength)
        var sealed: [UInt8] = []
        try AESGCM(key: key, ivLength: iv.count).seal(content.bytes, iv: iv.span, into: &sealed)
        return JWEWrapped(
            contentKey: content, encryptedKey: Array(sealed.dropLast(AESGCM.tagLength)),
            parameters: [
                JWEHeaderMember("tag", .octets(Array(sealed.suffix(AESGCM.tagLength)))),
                JWEHeaderMember("iv", .octets(iv)),
            ])
    }

    private func freshKey() throws(RandomFailure) -> SecretBytes {
        try self.source.contentKey(self.encryption.keyLength)
    }
}
