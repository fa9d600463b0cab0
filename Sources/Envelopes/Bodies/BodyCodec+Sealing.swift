import Primitives

extension BodyCodec {
    /// Appends a sealed body and adds its header fields, or changes nothing.
    func seal(
        _ plaintext: Span<UInt8>, as role: MessageRole, with version: BodyVersion, contexts: StaticContexts?,
        _ draws: MessageDraws, into body: inout [UInt8], fields: inout EnvelopeFields, trace: OpenTrace?
    ) throws(BodySealFailure) -> BodyVersion {
        if role == .reply, self.profile.replyKey == .clear {
            plaintext.withUnsafeBytes { body.append(contentsOf: $0) }
            return version
        }
        let rules = self.role(role)
        let signed = SecretBuffer(capacity: plaintext.count)
        try self.sign(plaintext, into: signed, trace)
        var content = EnvelopeShape.Content(texts: [])
        var texts: [SecretBytes] = []
        if case .jsonValues = rules.shape.wrapper {
            let object = signed.bytes
            guard
                let values = SealedValues(
                    object, own: rules.shape.ownNames, .sealing, limit: rules.shape.valueLimit)
            else { throw .plaintext }
            content.values = values
            texts = values.texts
        } else {
            texts = [SecretBytes(copying: signed.bytes)]
        }
        if self.profile.plaintextEncoding == .base64 {
            texts = texts.map { text in
                trace?.note("plaintext encoding: base64 of \(text.count) bytes")
                return KeyEncoding.base64.encode(text)
            }
        }
        let sealing = Sealing(
            codec: self, rules: rules, role: role, version: version, contexts: contexts, draws: draws, trace: trace)
        let sealed = try sealing.seal(texts, into: &content)
        rules.shape.write(content, into: &body, &fields)
        trace?.note(
            "written: \(rules.shape.words), \(content.texts.reduce(0) { $0 + $1.count }) bytes of sealed text")
        return sealed
    }

    /// Appends the plaintext, signed where the profile says so.
    private func sign(
        _ plaintext: Span<UInt8>, into signed: SecretBuffer, _ trace: OpenTrace?
    ) throws(BodySealFailure) {
        guard let signature = self.signature else { return signed.append(plaintext) }
        guard let flattened = self.flattened else {
            return try signature.wrap(plaintext, into: signed, trace: trace)
        }
        let compact = SecretBuffer(capacity: plaintext.count)
        try signature.wrap(plaintext, into: compact, trace: trace)
        try flattened.flatten(compact.bytes, into: signed)
    }

    /// One message being sealed.
    struct Sealing {
        let codec: BodyCodec
        let rules: RoleCodec
        let role: MessageRole
        let version: BodyVersion
        let contexts: StaticContexts?
        let draws: MessageDraws
        let trace: OpenTrace?

        func seal(
            _ texts: [SecretBytes], into content: inout EnvelopeShape.Content
        ) throws(BodySealFailure) -> BodyVersion {
            if let jwe = self.codec.jwe { return try self.seal(jwe, texts, into: &content) }
            if self.role == .reply, self.codec.profile.replyKey == .session, self.codec.profile.sessionKey != nil {
                guard let session = self.version.session else { throw .noKey }
                let fixed = self.rules.versions.first { $0.number == self.version.number }?.fixed
                guard let secret = self.rules.symmetric?.secret(of: session, fixed) else { throw .noKey }
                try self.encipher(texts, secret, fixed, nil, wrapped: [], into: &content)
                return self.version
            }
            guard let (index, version) = self.sealingVersion else { throw .noKey }
            guard self.rules.symmetric != nil else {
                try self.encrypt(texts, version, into: &content)
                return self.version
            }
            if let session = self.rules.session {
                return try self.seal(texts, session, version, into: &content)
            }
            guard let secret = version.secret else { throw .noKey }
            let contexts = self.contexts?.context(of: self.role, index)
            try self.encipher(texts, secret, version.fixed, contexts, wrapped: [], into: &content)
            return self.version
        }

        /// The version of the key that seals messages of the role.
        private var sealingVersion: (index: Int, version: CodecVersion)? {
            let hasOwnKey = self.role == .reply && self.codec.profile.replyKey == .responseKey
            let index = hasOwnKey ? self.rules.activeIndex : self.version.index
            guard let index, self.rules.versions.indices.contains(index) else { return nil }
            let version = self.rules.versions[index]
            guard version.canSeal else { return nil }
            // Under the public half of the key that opened the request nobody else could read the reply.
            if self.role == .reply, !hasOwnKey, version.secret == nil { return nil }
            return (index, version)
        }

        private func seal(
            _ texts: [SecretBytes], _ rule: SessionContent, _ version: CodecVersion,
            into content: inout EnvelopeShape.Content
        ) throws(BodySealFailure) -> BodyVersion {
            guard let key = version.publicKey else { throw .noKey }
            let session: SessionKey
            do throws(RandomFailure) {
                session = try rule.draw(self.draws)
            } catch {
                throw .random
            }
            let wrapped: [UInt8]
            do throws(PublicKeyFailure) {
                wrapped = try rule.wrap(session, under: key)
            } catch {
                throw .cipher
            }
            self.trace?.note("session key: \(rule.rule.padding.rawValue), \(wrapped.count) bytes wrapped")
            guard var secret = self.rules.symmetric?.secret(of: session, version.fixed) else { throw .noKey }
            secret.isFresh = true
            try self.encipher(
                texts, secret, version.fixed, nil, wrapped: self.rules.wrapsInFront ? wrapped : [], into: &content)
            if !self.rules.wrapsInFront { content.parts.wrappedKey = wrapped }
            return BodyVersion(index: self.version.index, number: self.version.number, session: session)
        }

        private func encipher(
            _ texts: [SecretBytes], _ secret: MessageSecret, _ fixed: FixedBytes?, _ contexts: ContentCipher?,
            wrapped: [UInt8], into content: inout EnvelopeShape.Content
        ) throws(BodySealFailure) {
            guard let symmetric = self.rules.symmetric else { throw .noKey }
            for text in texts {
                let sealed = try symmetric.seal(
                    text.bytes, secret, fixed, contexts, shape: self.rules.shape, wrapped: wrapped,
                    isOnlyOne: texts.count == 1, self.draws, self.trace)
                content.texts.append(sealed.text.text(symmetric.format))
                content.parts = sealed.parts
            }
        }

        /// A body that lies under the public key as a whole.
        private func encrypt(
            _ texts: [SecretBytes], _ version: CodecVersion, into content: inout EnvelopeShape.Content
        ) throws(BodySealFailure) {
            guard case .rsa(let padding) = self.codec.profile.format, let key = version.publicKey else { throw .noKey }
            for text in texts {
                do throws(PublicKeyFailure) {
                    let sealed =
                        switch padding {
                        case .pkcs1: try key.encryptPKCS1(text)
                        case .oaepSHA1: try key.encryptOAEP(text, hash: .sha1, mgf: .sha1)
                        case .oaepSHA256: try key.encryptOAEP(text, hash: .sha256, mgf: .sha256)
                        case .oaepSHA512: try key.encryptOAEP(text, hash: .sha512, mgf: .sha512)
                        }
                    var encoded: [UInt8] = []
                    Base64.encode(sealed.span, alphabet: .standard, padded: true, into: &encoded)
                    content.texts.append(encoded)
                } catch {
                    if error == .tooLong { throw .plaintext }
                    throw .cipher
                }
            }
        }

        private func seal(
            _ jwe: JWECipher, _ texts: [SecretBytes], into content: inout EnvelopeShape.Content
        ) throws(BodySealFailure) -> BodyVersion {
            var version = self.version
            for text in texts {
                var sealed: [UInt8] = []
                if let kept = self.contexts?.jwe {
                    version = try kept.seal(
                        text.bytes, as: self.role, with: self.version, random: self.draws.pool, into: &sealed,
                        trace: self.trace)
                } else {
                    version = try jwe.seal(
                        text.bytes, as: self.role, with: self.version, random: nil, into: &sealed, trace: self.trace)
                }
                content.texts.append(sealed)
            }
            return version
        }
    }
}
