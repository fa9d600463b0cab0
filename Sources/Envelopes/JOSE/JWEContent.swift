import Primitives

/// The content encryption of a message (RFC 7518 § 5) under one content key.
struct JWEContent {
    let encryption: JWEContentEncryption
    let key: SecretBytes

    /// Appends the plaintext of a message. IV and tag have the lengths of the algorithm.
    func open(_ message: JWEMessage, into plaintext: SecretBuffer) throws(BodyOpenFailure) {
        let authenticated = message.authenticated
        do {
            if self.encryption.isGCM {
                let sealed = message.ciphertext + message.tag
                try AESGCM(key: self.key, ivLength: message.iv.count)
                    .open(sealed.span, iv: message.iv.span, aad: authenticated.span, into: plaintext)
            } else {
                try AESCBCHMAC(key: self.key)
                    .open(
                        message.ciphertext.span, iv: message.iv.span, aad: authenticated.span, tag: message.tag.span,
                        into: plaintext)
            }
        } catch {
            throw .tag
        }
    }

    /// The ciphertext and its tag. The IV must be fresh.
    func seal(
        _ plaintext: Span<UInt8>, iv: [UInt8], authenticating authenticated: [UInt8]
    ) throws(BodySealFailure) -> (ciphertext: [UInt8], tag: [UInt8]) {
        var sealed: [UInt8] = []
        do {
            guard self.encryption.isGCM else {
                let tag = try AESCBCHMAC(key: self.key)
                    .seal(plaintext, iv: iv.span, aad: authenticated.span, into: &sealed)
                return (sealed, tag)
            }
            try AESGCM(key: self.key, ivLength: iv.count)
                .seal(plaintext, iv: iv.span, aad: authenticated.span, into: &sealed)
            return (Array(sealed.dropLast(AESGCM.tagLength)), Array(sealed.suffix(AESGCM.tagLength)))
        } catch {
            throw .cipher
        }
    }
}
