import Primitives

/// A symmetric format: one sealed text to plaintext and back, under a key that is given.
struct SymmetricCodec: Sendable {
    let format: SymmetricFormat
    let layout: MessageLayout

    init(_ format: SymmetricFormat) {
        self.format = format
        self.layout = MessageLayout(format)
    }

    /// Appends the plaintext of one message.
    /// - Parameter contexts: of the static key, kept from message to message; nil where the key is the message's own.
    func open(
        _ sealed: SealedText, _ places: MessageLayout.Places, _ parts: EnvelopeParts, _ secret: MessageSecret,
        _ fixed: FixedBytes?, _ contexts: ContentCipher?, into plaintext: SecretBuffer, _ trace: OpenTrace?
    ) throws(BodyOpenFailure) {
        let binary = sealed.binary
        let salt = places.salt.isEmpty ? parts.salt ?? fixed?.salt ?? [] : Array(binary[places.salt])
        let derived = try self.derived(secret, salt, trace)
        try self.verify(sealed, places, parts, secret, fixed, trace)
        var iv = try self.iv(sealed, places, parts, secret, derived, fixed, trace)
        defer { if self.format.copiesKey(under: secret) { iv.wipe() } }
        let cipher: ContentCipher
        if let contexts {
            cipher = contexts
        } else {
            do throws(CipherSetupFailure) {
                cipher = try ContentCipher(self.format, key: derived.key)
            } catch {
                throw .length
            }
        }
        let aad = self.aad(timestamp: Array(binary[places.timestamp]), parts.aad, fixed)
        var ciphertext = Array(binary[places.ciphertext])
        if case .field = self.format.tag, self.format.algorithm.mode == .gcm {
            guard let tag = parts.tag, tag.count == AESGCM.tagLength else {
                trace?.note("tag: \(parts.tag?.count ?? 0) bytes, \(AESGCM.tagLength) needed")
                throw .length
            }
            ciphertext += tag
        }
        let start = plaintext.count
        do throws(BodyOpenFailure) {
            try cipher.open(ciphertext.span, iv: iv.span, aad: aad.isEmpty ? nil : aad.span, into: plaintext)
        } catch {
            trace?.note("\(self.format.algorithm.rawValue): \(ciphertext.count) bytes, \(error.words)")
            throw error
        }
        trace?.note(
            "\(self.format.algorithm.rawValue): \(ciphertext.count) bytes give \(plaintext.count - start) of plaintext")
    }

    /// A wrong length of a key that came with the message is like a wrong key.
    private func derived(
        _ secret: MessageSecret, _ salt: [UInt8], _ trace: OpenTrace?
    ) throws(BodyOpenFailure) -> DerivedKey {
        if let derived = secret.derived { return derived }
        do throws(ContentKeyFailure) {
            let derived = try self.format.derive(from: secret.secret, salt: salt)
            if self.format.keyDerivation != .none {
                trace?.note("key: \(self.format.keyDerivation.rawValue), salt of \(salt.count) bytes")
            }
            return derived
        } catch {
            trace?.note("key: \(error)")
            throw .unwrap
        }
    }

    /// Compares the code in constant time, before anything is deciphered.
    private func verify(
        _ sealed: SealedText, _ places: MessageLayout.Places, _ parts: EnvelopeParts, _ secret: MessageSecret,
        _ fixed: FixedBytes?, _ trace: OpenTrace?
    ) throws(BodyOpenFailure) {
        guard let rule = self.format.mac else { return }
        let sent =
            switch rule.position {
            case .suffix: Array(sealed.binary[places.mac])
            case .dot: sealed.mac ?? []
            case .field: parts.mac ?? []
            }
        guard let key = rule.key == .session ? secret.macKey : fixed?.macKey else { throw .tag }
        let code = self.code(sealed.binary[places.coded], key, rule)
        let isRight = Self.isRight(code, sent)
        trace?.note("code: \(rule.hash.rawValue), \(sent.count) bytes, \(isRight ? "right" : "wrong")")
        guard isRight else { throw .tag }
    }

    private static func isRight(_ code: SecretBytes, _ sent: [UInt8]) -> Bool {
        let expected = code.bytes
        return constantTimeEquals(expected, sent.span)
    }

    func code(_ message: ArraySlice<UInt8>, _ key: SecretBytes, _ rule: MACRule) -> SecretBytes {
        let hmac = HMAC(rule.hash == .sha256 ? .sha256 : .sha512, key: key)
        let message = Array(message)
        hmac.start()
        hmac.update(message.span)
        return hmac.finish()
    }

    private func iv(
        _ sealed: SealedText, _ places: MessageLayout.Places, _ parts: EnvelopeParts, _ secret: MessageSecret,
        _ derived: DerivedKey, _ fixed: FixedBytes?, _ trace: OpenTrace?
    ) throws(BodyOpenFailure) -> [UInt8] {
        let iv: [UInt8]
        switch self.format.iv {
        case .prefix: iv = Array(sealed.binary[places.iv])
        case .textPrefix: iv = sealed.iv
        case .field: iv = parts.iv ?? []
        case .timestamp: iv = sealed.binary[places.timestamp].suffix(self.format.ivLength)
        default: iv = self.format.iv(of: secret, derived, fixed) ?? []
        }
        if case .none = self.format.iv { return [] }
        guard iv.count == self.format.ivLength else {
            trace?.note("iv: \(iv.count) bytes, \(self.format.ivLength) needed")
            throw .length
        }
        self.noteIV(iv, trace)
        return iv
    }

    func noteIV(_ iv: [UInt8], _ trace: OpenTrace?) {
        guard let trace, !iv.isEmpty else { return }
        // An IV that travels is no secret; one that is made of secrets is one.
        switch self.format.iv {
        case .prefix, .textPrefix, .field, .timestamp, .fixed(.bytes):
            trace.note("iv: \(String(decoding: EnvelopeField.Coding.hex.encode(iv), as: UTF8.self))")
        case .fixed(.key), .key, .derived, .md5HexTail, .session, .none:
            trace.note("iv: \(iv.count) bytes that do not travel")
        }
    }

    func aad(timestamp: [UInt8], _ sent: [UInt8]?, _ fixed: FixedBytes?) -> [UInt8] {
        switch self.format.aad {
        case .none: []
        case .fixed: fixed?.aad ?? []
        case .field: sent ?? []
        case .timestamp: timestamp.suffix(16)
        }
    }
}

extension BodyOpenFailure {
    /// For an operator's trace.
    var words: String {
        switch self {
        case .wrapper: "not the wrapper"
        case .encoding: "not the encoding"
        case .header: "not an allowed header"
        case .length: "a length that cannot be"
        case .unwrap: "the content key does not unwrap"
        case .tag: "the tag is wrong"
        case .padding: "the padding is wrong"
        case .compression: "it does not inflate"
        case .signature: "the signature is wrong"
        case .content: "the text is no well-formed body"
        case .noUsableVersion: "no version opens"
        }
    }
}
