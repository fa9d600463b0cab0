extension CipherProfile {
    /// Header fields that are part of a message.
    package var fieldNames: [String] {
        var names: [String] = []
        for part in self.parts(of: .request) + self.parts(of: .reply) {
            guard case .header(let name) = part.field.carrier, !names.contains(name) else { continue }
            names.append(name)
        }
        return names
    }

    /// Keys that the profile itself names (`key:NAME`).
    package var keyNames: [String] {
        var names: [String] = []
        for (_, source) in self.byteSources {
            guard case .key(let name) = source, !names.contains(name) else { continue }
            names.append(name)
        }
        return names
    }

    /// Whether what is written is a JSON object.
    package func isJSON(as role: MessageRole) -> Bool {
        guard self.outerEncoding == .none else { return false }
        if role == .reply, self.replyKey == .clear { return false }
        switch self.wrapper(of: role) {
        case .json, .jsonValues: return true
        case .form: return false
        case .none:
            guard case .jwe(let format) = self.format else { return false }
            return format.serialization != .compact
        }
    }

    /// Whether a request may be a JSON object: JWE is read in every serialization.
    package var readsJSON: Bool {
        self.isBareJWE || self.isJSON(as: .request)
    }

    /// Whether requests are JWEs with nothing around them.
    package var isBareJWE: Bool {
        guard self.outerEncoding == .none, self.wrapper(of: .request) == .none, case .jwe = self.format else {
            return false
        }
        return true
    }

    /// The media type of what is written; of clear replies, that of the dialects that have sealed bodies.
    package func contentType(of role: MessageRole) -> StaticString {
        if role == .reply, self.replyKey == .clear { return "application/json" }
        if self.isJSON(as: role) { return "application/json" }
        if self.outerEncoding == .none {
            if case .form = self.wrapper(of: role) { return "application/x-www-form-urlencoded" }
            // RFC 7515 § 9.2.1.
            if case .jwe(let format) = self.format, format.serialization == .compact { return "application/jose" }
        }
        return "text/plain"
    }

    package func constants(of role: MessageRole) -> [EnvelopeConstant] {
        switch role {
        case .request: self.constants
        case .reply: self.replyConstants ?? self.constants
        }
    }

    package func wrapper(of role: MessageRole) -> BodyWrapper {
        switch role {
        case .request: self.wrapper
        case .reply: self.replyWrapper ?? self.wrapper
        }
    }
}

extension CipherProfile {
    /// What travels beside the sealed text, by the profile field that places it.
    func parts(of role: MessageRole) -> [(name: String, field: EnvelopeField)] {
        var parts: [(name: String, field: EnvelopeField)] = []
        if role == .reply, self.replyKey == .clear { return [] }
        if case .symmetric(let format) = self.format {
            if case .field(let field) = format.iv { parts.append(("iv-field", field)) }
            if let field = format.derivedIVField { parts.append(("iv-field", field)) }
            if case .field(let field, _)? = format.salt { parts.append(("salt-field", field)) }
            if case .field(let field) = format.tag { parts.append(("tag-field", field)) }
            if case .field(let field) = format.aad { parts.append(("aad-field", field)) }
            if case .field(let field)? = format.mac?.position { parts.append(("mac-at", field)) }
        }
        // A reply under the key of its request carries none.
        let wrapsKey = role == .request || self.replyKey != .session
        if wrapsKey, case .field(let field)? = self.sessionKey?.position(of: role) {
            let isOwn = role == .reply && self.sessionKey?.replyPosition != nil
            parts.append((isOwn ? "reply-wrapped-key" : "wrapped-key", field))
        }
        return parts
    }

    /// Fixed bytes, by the profile field that names them.
    var byteSources: [(name: String, source: ByteSource)] {
        guard case .symmetric(let format) = self.format else { return [] }
        var sources: [(name: String, source: ByteSource)] = []
        switch format.iv {
        case .prefix(let constant?): sources.append(("iv-value", constant))
        case .fixed(let source), .md5HexTail(let source): sources.append(("iv-value", source))
        default: break
        }
        if case .fixed(let source)? = format.salt { sources.append(("salt", source)) }
        if let source = format.replySalt { sources.append(("reply-salt", source)) }
        if case .fixed(let source) = format.aad { sources.append(("aad", source)) }
        if case .source(let source)? = format.mac?.key { sources.append(("mac-key", source)) }
        return sources
    }
}
