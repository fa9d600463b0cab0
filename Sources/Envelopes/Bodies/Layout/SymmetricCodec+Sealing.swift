import Primitives

extension SymmetricCodec {
    /// What sealing one plaintext gives.
    struct Sealed {
        var text: SealedText
        var parts: EnvelopeParts
    }

    /// Seals one plaintext.
    ///
    /// - Parameters:
    ///   - wrapped: a wrapped key that stands before the binary message; may be empty.
    ///   - isOnlyOne: whether no other plaintext is sealed under the same fresh key.
    func seal(
        _ plaintext: Span<UInt8>, _ secret: MessageSecret, _ fixed: FixedBytes?, _ contexts: ContentCipher?,
        shape: EnvelopeShape, wrapped: [UInt8], isOnlyOne: Bool, _ draws: MessageDraws, _ trace: OpenTrace?
    ) throws(BodySealFailure) -> Sealed {
        try self.admit(secret, isOnlyOne: isOnlyOne)
        var parts = EnvelopeParts()
        let timestamp = self.layout.hasTimestamp ? draws.timestamp : []
        let drawn = try self.draw(draws, shape)
        let salt = drawn.salt ?? fixed?.salt ?? []
        let derived: DerivedKey
        let cipher: ContentCipher
        do {
            derived = try secret.derived ?? self.format.derive(from: secret.secret, salt: salt)
            cipher = try contexts ?? ContentCipher(self.format, key: derived.key)
        } catch {
            throw .cipher
        }
        var iv = self.iv(drawn.iv, timestamp, secret, derived, fixed)
        defer { if self.format.copiesKey(under: secret) { iv.wipe() } }
        self.noteIV(iv, trace)
        // What stands in a field is the sender's choice: none.
        if case .field = self.format.aad { parts.aad = [] }
        let aad = self.aad(timestamp: timestamp, parts.aad, fixed)
        var ciphertext: [UInt8] = []
        try cipher.seal(plaintext, iv: iv.span, aad: aad.isEmpty ? nil : aad.span, into: &ciphertext)
        trace?.note(
            "\(self.format.algorithm.rawValue): \(plaintext.count) bytes of plaintext give \(ciphertext.count)")
        if case .field = self.format.tag, self.format.algorithm.mode == .gcm {
            parts.tag = ciphertext.suffix(AESGCM.tagLength)
            ciphertext.removeLast(AESGCM.tagLength)
        }
        if case .field = self.format.iv { parts.iv = iv }
        if self.format.derivedIVField != nil { parts.iv = iv }
        if case .field = self.format.salt { parts.salt = salt }
        var message = self.layout.magic + timestamp
        if case .prefix = self.format.iv { message += iv }
        if case .prefix = self.format.salt { message += salt }
        message += ciphertext
        var mac: [UInt8] = []
        if let rule = self.format.mac {
            guard let key = rule.key == .session ? secret.macKey : fixed?.macKey else { throw .noKey }
            let code = self.code(message[...], key, rule)
            mac = code.withUnsafeBytes { Array($0) }
            trace?.note("code: \(rule.hash.rawValue) over \(message.count) bytes")
            switch rule.position {
            case .suffix: message += mac
            case .dot: break
            case .field: parts.mac = mac
            }
        }
        var text = SealedText(binary: wrapped + message)
        if self.format.iv == .textPrefix { text.iv = iv }
        if self.format.mac?.position == .dot { text.mac = mac }
        return Sealed(text: text, parts: parts)
    }

    /// Refuses to seal where an IV would come twice under one key, and counts seals under a static key.
    ///
    /// Of GCM that would give the key away (NIST SP 800-38D appendix A). A time has one second's resolution: two
    /// messages of one second under one key would share their IV, so such a key is a fresh one.
    private func admit(_ secret: MessageSecret, isOnlyOne: Bool) throws(BodySealFailure) {
        let isGCM = self.format.algorithm.mode == .gcm
        let hasOwnKey = secret.isFresh && isOnlyOne || self.format.saltDrawn >= 16
        switch self.format.iv {
        case .prefix(nil), .textPrefix, .field, .none: break
        case .timestamp: if !hasOwnKey { throw .repeatedIV }
        case .prefix, .fixed, .key, .derived, .md5HexTail, .session: if isGCM, !hasOwnKey { throw .repeatedIV }
        }
        guard let seals = secret.seals else { return }
        let isWithinLimit = seals.take(upTo: self.sealLimit)
        if isGCM, !isWithinLimit { throw .exhausted }
    }

    /// Messages under one static key. Twelve letters and digits are 71 bits: after 2^24 messages two of them share a nonce
    /// with a probability of 2^-24.
    private var sealLimit: UInt64 {
        guard self.format.ivLength < 16 else { return SealCount.limit }
        switch self.format.iv {
        case .textPrefix: return 1 << 24
        case .field(let field) where field.coding == .text: return 1 << 24
        default: return SealCount.limit
        }
    }

    private func draw(
        _ draws: MessageDraws, _ shape: EnvelopeShape
    ) throws(BodySealFailure) -> (iv: [UInt8]?, salt: [UInt8]?) {
        do throws(RandomFailure) {
            var iv: [UInt8]?
            switch self.format.iv {
            case .prefix(nil): iv = try draws.bytes(self.format.ivLength)
            case .textPrefix: iv = try draws.bytes(self.format.ivLength, for: .text)
            case .field: iv = try draws.bytes(self.format.ivLength, for: shape.coding(of: .iv))
            default: break
            }
            var salt: [UInt8]?
            switch self.format.salt {
            case .prefix(let length): salt = try draws.bytes(length)
            case .field(_, let length): salt = try draws.bytes(length, for: shape.coding(of: .salt))
            case .fixed, nil: break
            }
            return (iv, salt)
        } catch {
            throw .random
        }
    }

    private func iv(
        _ drawn: [UInt8]?, _ timestamp: [UInt8], _ secret: MessageSecret, _ derived: DerivedKey, _ fixed: FixedBytes?
    ) -> [UInt8] {
        if let drawn { return drawn }
        switch self.format.iv {
        case .prefix: return fixed?.iv ?? []
        case .timestamp: return timestamp.suffix(self.format.ivLength)
        default: return self.format.iv(of: secret, derived, fixed) ?? []
        }
    }
}

extension SymmetricFormat {
    /// Bytes of salt drawn for each message, each of which gives a key of its own.
    fileprivate var saltDrawn: Int {
        guard self.keyDerivation != .none else { return 0 }
        switch self.salt {
        case .prefix(let length), .field(_, let length): return length
        case .fixed, nil: return 0
        }
    }
}
