import Primitives

/// The content encryption of messages (RFC 7518 § 5) under one content key.
enum JWEContentCipher {
    case gcm(AESGCM)
    case cbc(AESCBCHMAC)

    /// - Parameter ivLength: bytes of the IV of GCM.
    init(_ encryption: JWEContentEncryption, key: SecretBytes, ivLength: Int) throws(CipherSetupFailure) {
        self = encryption.isGCM ? .gcm(try AESGCM(key: key, ivLength: ivLength)) : .cbc(try AESCBCHMAC(key: key))
    }

    /// Appends the plaintext of a ciphertext that its tag follows.
    func open(
        _ sealed: Span<UInt8>, tagLength: Int, iv: Span<UInt8>, authenticating authenticated: Span<UInt8>,
        into plaintext: SecretBuffer
    ) throws(OpenFailure) {
        switch self {
        case .gcm(let cipher): try cipher.open(sealed, iv: iv, aad: authenticated, into: plaintext)
        case .cbc(let cipher):
            try cipher.open(
                sealed.extracting(droppingLast: tagLength), iv: iv, aad: authenticated,
                tag: sealed.extracting(last: tagLength), into: plaintext)
        }
    }

    /// Appends the ciphertext and then its tag. The IV must be fresh.
    func seal(
        _ plaintext: Span<UInt8>, iv: Span<UInt8>, authenticating authenticated: Span<UInt8>, into sealed: inout [UInt8]
    ) throws(SealFailure) {
        switch self {
        case .gcm(let cipher): try cipher.seal(plaintext, iv: iv, aad: authenticated, into: &sealed)
        case .cbc(let cipher): sealed += try cipher.seal(plaintext, iv: iv, aad: authenticated, into: &sealed)
        }
    }
}

/// The content key of one message and what it is for.
struct JWEContent {
    let encryption: JWEContentEncryption
    let key: SecretBytes

    /// Appends the plaintext of a message. IV and tag have the lengths of the algorithm.
    func open(_ message: JWEMessage, into plaintext: SecretBuffer) throws(BodyOpenFailure) {
        let authenticated = message.authenticated
        let sealed = message.ciphertext + message.tag
        do {
            try JWEContentCipher(self.encryption, key: self.key, ivLength: message.iv.count)
                .open(
                    sealed.span, tagLength: message.tag.count, iv: message.iv.span, authenticating: authenticated.span,
                    into: plaintext)
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
            try JWEContentCipher(self.encryption, key: self.key, ivLength: iv.count)
                .seal(plaintext, iv: iv.span, authenticating: authenticated.span, into: &sealed)
        } catch {
            throw .cipher
        }
        let tagLength = self.encryption.tagLength
        return (Array(sealed.dropLast(tagLength)), Array(sealed.suffix(tagLength)))
    }
}
