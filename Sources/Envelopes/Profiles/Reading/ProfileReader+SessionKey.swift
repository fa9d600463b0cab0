extension ProfileReader {
    /// The rule of the content keys that symmetric profiles draw; nil where the named key is the content key.
    func sessionKey(_ format: SymmetricFormat) -> SessionKeyRule? {
        guard let padding = self.choice("key-wrap", KeyWrapPadding.self) else {
            if !self.has("key-wrap") { self.checkWithoutSessionKey(format) }
            return nil
        }
        if !self.has("wrapped-key") {
            self.fail(
                "key-wrap",
                "where the wrapped key travels is missing; add: wrapped-key: field:NAME (or header:NAME, prefix)")
        }
        guard let position = self.wrappedKey("wrapped-key", format.encoding) else { return nil }
        var rule = SessionKeyRule(padding: padding, position: position)
        rule.replyPosition = self.wrappedKey("reply-wrapped-key", format.encoding)
        if let draw = self.choice("session-key", SessionKeyRule.Draw.self) { rule.draw = draw }
        if let content = self.choice("session-content", SessionKeyRule.Content.self) { rule.content = content }
        self.checkContent(rule, format)
        return rule
    }

    private func wrappedKey(_ field: String, _ encoding: BodyEncoding) -> SessionKeyRule.Position? {
        guard let text = self.text(field) else { return nil }
        if text == "prefix" { return .prefix }
        return self.carrierAfterField(text, of: field, others: "prefix").map {
            .field(self.envelopeField($0, coding: "wrapped-key-encoding", default: encoding))
        }
    }

    private func checkWithoutSessionKey(_ format: SymmetricFormat) {
        for field in ["wrapped-key", "reply-wrapped-key", "wrapped-key-encoding", "session-key", "session-content"]
        where self.has(field) {
            self.fail(field, "means nothing without key-wrap; add: key-wrap: rsa-oaep-sha256, or leave it out")
        }
        if format.iv == .session {
            self.fail("iv", "session is an IV beside a wrapped key; add key-wrap, or choose another rule")
        }
        if format.mac?.key == .session, self.has("mac-key") {
            self.fail("mac-key", "session is a key beside a wrapped one; add key-wrap, or name a key: key:NAME")
        }
    }

    /// What is wrapped beside the key is used, and what is used is wrapped.
    private func checkContent(_ rule: SessionKeyRule, _ format: SymmetricFormat) {
        if format.iv == .session, rule.content == .key {
            self.fail("iv", "session is an IV beside the wrapped key; add: session-content: key+iv")
        } else if format.iv != .session, rule.content != .key {
            self.fail("session-content", "brings an IV that is not used; add: iv: session")
        }
        let usesMAC = self.text("mac-key") == "session"
        if usesMAC, rule.content != .keyIVAndMAC {
            self.fail("mac-key", "session is a key beside the wrapped one; add: session-content: key+iv+mac")
        } else if !usesMAC, rule.content == .keyIVAndMAC {
            self.fail(
                "session-content", "brings the key of a code that is not there; add: mac: hmac-sha256, mac-key: session"
            )
        }
    }
}
