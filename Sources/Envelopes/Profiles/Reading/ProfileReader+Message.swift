extension ProfileReader {
    /// All that stands around the format: session keys, signature, wrappers, replies and constants.
    func readMessage(_ profile: inout CipherProfile) {
        if case .symmetric(let format) = profile.format { profile.sessionKey = self.sessionKey(format) }
        profile.signature = self.signature()
        if let encoding = self.choice("plaintext-encoding", PlaintextEncoding.self) {
            profile.plaintextEncoding = encoding
        }
        if let encoding = self.choice("outer-encoding", PlaintextEncoding.self) { profile.outerEncoding = encoding }
        profile.wrapper = self.wrapper("wrapper") ?? .none
        profile.replyWrapper = self.wrapper("reply-wrapper")
        profile.constants = self.mapping("constants") ?? []
        profile.replyConstants = self.mapping("reply-constants")
        self.readReplyKey(&profile)
        self.checkWrapper(profile)
        self.checkNames(profile, .request)
        self.checkNames(profile, .reply)
    }

    private func wrapper(_ field: String) -> BodyWrapper? {
        guard let text = self.text(field) else { return nil }
        if text == "none" { return BodyWrapper.none }
        if text == "json-values" { return .jsonValues }
        if let name = text.after("json:") { return self.member(name, of: field).map { .json($0) } }
        if let name = text.after("form:") { return self.member(name, of: field).map { .form($0) } }
        self.fail(field, "\"\(text)\" is none of none, json:FIELD, form:FIELD and json-values")
        return nil
    }

    private func readReplyKey(_ profile: inout CipherProfile) {
        let isAsymmetric = profile.isAsymmetric
        let rule = self.choice("reply-key", ReplyKey.self) ?? (isAsymmetric ? .responseKey : .same)
        profile.replyKey = rule
        switch rule {
        case .same where isAsymmetric:
            self.fail(
                "reply-key",
                "requests are sealed for the gateway alone, and nobody else could open replies under the same key; "
                    + "write response-key, session or clear")
        case .session where !profile.hasContentKeys:
            self.fail(
                "reply-key", "requests have no key of their own that replies could use; write same or response-key")
        case .clear:
            for field in ["reply-wrapper", "reply-constants", "reply-wrapped-key", "reply-salt"] where self.has(field) {
                self.fail(field, "clear replies have none of it; leave it out")
            }
        case .session where self.has("reply-wrapped-key"):
            self.fail("reply-wrapped-key", "replies under the key of the request carry none; leave it out")
        default: break
        }
    }
}

extension CipherProfile {
    /// Whether what is sealed under a key is opened with another one.
    var isAsymmetric: Bool {
        switch self.format {
        case .symmetric: self.sessionKey != nil
        case .rsa: true
        case .jwe(let format): format.keyManagement.contains(where: \.isAsymmetric)
        }
    }

    /// Whether each request brings a content key of its own.
    fileprivate var hasContentKeys: Bool {
        switch self.format {
        case .symmetric: self.sessionKey != nil
        case .rsa: false
        case .jwe(let format): !format.keyManagement.contains(.dir)
        }
    }
}

extension JWEKeyManagement {
    var isAsymmetric: Bool { self.isCostly && !self.isPassword }

    var isPassword: Bool {
        switch self {
        case .pbes2HS256A128KW, .pbes2HS384A192KW, .pbes2HS512A256KW: true
        default: false
        }
    }
}
