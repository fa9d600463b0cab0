extension ProfileReader {
    func readMAC(_ format: inout SymmetricFormat) {
        guard let hash = self.choice("mac", MACRule.Hash.self) else {
            if !self.has("mac") {
                self.leaveOut("mac-key", "mac-at", "mac-encoding", because: "means nothing without mac")
            }
            return
        }
        let key = self.macKey()
        let position = self.macPosition(format.encoding)
        if case .field = position {
        } else {
            self.leaveOut("mac-encoding", because: "only a code in a field has an encoding of its own")
        }
        format.mac = MACRule(hash: hash, key: key ?? .session, position: position)
    }

    private func macKey() -> MACRule.Key? {
        guard let text = self.text("mac-key") else {
            if !self.has("mac-key") {
                self.fail("mac", "the key of the code is missing; add: mac-key: key:NAME (or session)")
            }
            return nil
        }
        if text == "session" { return .session }
        guard text.hasPrefix("key:"), let source = self.byteSource(text, of: "mac-key") else {
            self.fail("mac-key", "\"\(text)\" is neither key:NAME nor session; a secret is not written here")
            return nil
        }
        return .source(source)
    }

    private func macPosition(_ encoding: BodyEncoding) -> MACRule.Position {
        switch self.text("mac-at") {
        case nil, "suffix"?: return .suffix
        case "dot"?: return .dot
        case let text?:
            guard let carrier = self.carrierAfterField(text, of: "mac-at", others: "suffix, dot") else {
                return .suffix
            }
            return .field(self.envelopeField(carrier, coding: "mac-encoding", default: encoding))
        }
    }

    /// `field:NAME` or `header:NAME`.
    func carrierAfterField(_ text: String, of field: String, others: String) -> EnvelopeField.Carrier? {
        if text.hasPrefix("header:") { return self.carrier(text, of: field) }
        if let name = text.after("field:") { return self.member(name, of: field).map { .body($0) } }
        self.fail(field, "\"\(text)\" is none of \(others), field:NAME and header:NAME")
        return nil
    }
}
