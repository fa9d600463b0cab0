import Primitives

extension BodyCodec {
    /// Opens a body and appends its plaintext, or nothing.
    func open(
        _ body: Span<UInt8>, _ fields: EnvelopeFields, as role: MessageRole, answering request: BodyVersion?,
        contexts: StaticContexts?, into plaintext: SecretBuffer, trace: OpenTrace?,
        isWellFormed: (Span<UInt8>) -> Bool
    ) throws(BodyOpenFailure) -> BodyVersion {
        if role == .reply, self.profile.replyKey == .clear {
            trace?.note("replies are not sealed")
            plaintext.append(body)
            return request ?? self.activeVersion ?? BodyVersion(index: 0, number: 0)
        }
        let start = plaintext.count
        do throws(BodyOpenFailure) {
            let opening = Opening(
                codec: self, role: role, request: request, contexts: contexts, plaintext: plaintext, trace: trace)
            return try opening.open(body, fields, isWellFormed)
        } catch {
            plaintext.truncate(to: start)
            throw error
        }
    }

    /// One message being opened.
    struct Opening {
        let codec: BodyCodec
        let role: MessageRole
        let request: BodyVersion?
        let contexts: StaticContexts?
        let plaintext: SecretBuffer
        let trace: OpenTrace?

        private var rules: RoleCodec { self.codec.role(self.role) }

        func open(
            _ body: Span<UInt8>, _ fields: EnvelopeFields, _ isWellFormed: (Span<UInt8>) -> Bool
        ) throws(BodyOpenFailure) -> BodyVersion {
            if self.codec.jwe == nil, self.rules.versions.isEmpty, self.reusedSession == nil {
                self.trace?.note("key: no version that opens")
                throw .noUsableVersion
            }
            let content: EnvelopeShape.Content
            let texts: [SealedText]
            do throws(BodyOpenFailure) {
                content = try self.rules.shape.read(body, fields, self.trace)
                texts = try self.decode(content)
            } catch {
                self.spendUnwrapping()
                throw error
            }
            if let jwe = self.codec.jwe { return try self.open(jwe, content, isWellFormed) }
            if let session = self.reusedSession, let request = self.request {
                let fixed = self.rules.versions.first { $0.number == request.number }?.fixed
                guard let secret = self.rules.symmetric?.secret(of: session, fixed) else { throw .noUsableVersion }
                try self.attempt(content, isWellFormed) { (index, output) throws(BodyOpenFailure) in
                    try self.decipher(texts[index], content.parts, secret, fixed, nil, into: output)
                }
                return request
            }
            return try self.openUnderVersions(texts, content, isWellFormed)
        }

        /// The content key of the request that a reply answers, where replies are sealed under it.
        private var reusedSession: SessionKey? {
            guard self.role == .reply, self.codec.profile.replyKey == .session else { return nil }
            return self.request?.session
        }

        private func decode(_ content: EnvelopeShape.Content) throws(BodyOpenFailure) -> [SealedText] {
            guard self.codec.jwe == nil else { return [] }
            var texts: [SealedText] = []
            for text in content.texts {
                if let format = self.rules.symmetric?.format {
                    texts.append(try SealedText(text, format, self.trace))
                } else {
                    texts.append(try SealedText(base64: text, self.trace))
                }
            }
            return texts
        }

        private func openUnderVersions(
            _ texts: [SealedText], _ content: EnvelopeShape.Content, _ isWellFormed: (Span<UInt8>) -> Bool
        ) throws(BodyOpenFailure) -> BodyVersion {
            var furthest = BodyOpenFailure.noUsableVersion
            let start = self.plaintext.count
            for (index, version) in self.rules.versions.enumerated() where version.opens {
                do throws(BodyOpenFailure) {
                    let session = try self.open(texts, content, index, version, isWellFormed)
                    self.trace?.note("version \(version.number): opens")
                    return BodyVersion(index: index, number: version.number, session: session)
                } catch {
                    self.trace?.note("version \(version.number): \(error.words)")
                    self.plaintext.truncate(to: start)
                    if error.progress > furthest.progress { furthest = error }
                }
            }
            throw furthest
        }

        /// - Returns: the session key, where there is one.
        private func open(
            _ texts: [SealedText], _ content: EnvelopeShape.Content, _ index: Int, _ version: CodecVersion,
            _ isWellFormed: (Span<UInt8>) -> Bool
        ) throws(BodyOpenFailure) -> SessionKey? {
            guard let rule = self.rules.session else {
                if self.rules.symmetric == nil {
                    try self.attempt(content, isWellFormed) { (text, output) throws(BodyOpenFailure) in
                        try self.decrypt(texts[text].binary, version, into: output)
                    }
                } else if let secret = version.secret {
                    let contexts = self.contexts?.context(of: self.role, index)
                    try self.attempt(content, isWellFormed) { (text, output) throws(BodyOpenFailure) in
                        try self.decipher(
                            texts[text], content.parts, secret, version.fixed, contexts, into: output)
                    }
                }
                return nil
            }
            let (session, isStandIn) = try self.unwrap(rule, texts, content, version)
            guard let secret = self.rules.symmetric?.secret(of: session, version.fixed) else { throw .noUsableVersion }
            do throws(BodyOpenFailure) {
                try self.attempt(content, isWellFormed) { (text, output) throws(BodyOpenFailure) in
                    try self.decipher(
                        texts[text], content.parts, secret, version.fixed, nil,
                        wrappedLength: self.rules.wrapsInFront ? version.wrappedLength : 0, into: output)
                }
            } catch {
                throw isStandIn ? .unwrap : error
            }
            guard !isStandIn else { throw .unwrap }
            return session
        }

        private func unwrap(
            _ rule: SessionContent, _ texts: [SealedText], _ content: EnvelopeShape.Content, _ version: CodecVersion
        ) throws(BodyOpenFailure) -> (session: SessionKey, isStandIn: Bool) {
            guard let key = version.privateKey else { throw .noUsableVersion }
            var wrapped = content.parts.wrappedKey ?? []
            if self.rules.wrapsInFront, let first = texts.first {
                wrapped = Array(first.binary.prefix(version.wrappedLength))
            }
            do throws(RandomFailure) {
                return try rule.unwrap(wrapped, under: key, self.trace)
            } catch {
                throw .unwrap
            }
        }

        private func decipher(
            _ text: SealedText, _ parts: EnvelopeParts, _ secret: MessageSecret, _ fixed: FixedBytes?,
            _ contexts: ContentCipher?, wrappedLength: Int = 0, into output: SecretBuffer
        ) throws(BodyOpenFailure) {
            guard let symmetric = self.rules.symmetric else { throw .noUsableVersion }
            let places = try symmetric.layout.split(text.binary, wrappedLength: wrappedLength)
            try symmetric.open(text, places, parts, secret, fixed, contexts, into: output, self.trace)
        }
    }
}
