extension ProfileReader {
    /// What a symmetric algorithm is given beside the rules of session keys, which stand in the message.
    func symmetricFormat(_ algorithm: CipherAlgorithm, isInsecure: Bool) -> SymmetricFormat {
        var format = SymmetricFormat(algorithm: algorithm)
        if let encoding = self.choice("encoding", BodyEncoding.self) { format.encoding = encoding }
        if let encoding = self.choice("key-encoding", KeyEncoding.self) { format.keyEncoding = encoding }
        self.readPadding(&format)
        self.readKeyDerivation(&format, isInsecure: isInsecure)
        self.readIV(&format)
        self.readTag(&format)
        self.readAAD(&format)
        self.readMAC(&format)
        self.readTextPrefix(&format)
        if case .bytes(let bytes)? = self.byteSource("magic") {
            format.magic = bytes
        } else if self.has("magic") {
            self.fail("magic", "is the same for everybody; write it as hex:… or text:…")
        }
        return format
    }

    private func readPadding(_ format: inout SymmetricFormat) {
        if format.algorithm.mode == .gcm {
            self.leaveOut("padding", because: "GCM pads nothing")
        } else if let padding = self.choice("padding", BlockFill.self) {
            format.padding = padding
        }
    }

    private func readTextPrefix(_ format: inout SymmetricFormat) {
        guard let prefix = self.text("text-prefix") else { return }
        guard (1...64).contains(prefix.utf8.count), prefix.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            self.fail("text-prefix", "is 1 to 64 printable characters of ASCII without spaces")
            return
        }
        format.textPrefix = prefix
    }

    private func readTag(_ format: inout SymmetricFormat) {
        guard format.algorithm.mode == .gcm else {
            self.leaveOut(
                "tag", "tag-field", "tag-field-encoding",
                because: "\(format.algorithm.rawValue) has no tag (a code of its own is written mac: hmac-sha256)")
            return
        }
        guard self.isInField("tag", else: "suffix") else { return }
        if let field = self.envelopeField("tag-field", coding: "tag-field-encoding", default: format.encoding) {
            format.tag = .field(field)
        }
    }

    private func readAAD(_ format: inout SymmetricFormat) {
        guard format.algorithm.mode == .gcm else {
            self.leaveOut(
                "aad", "aad-field", "aad-field-encoding",
                because: "\(format.algorithm.rawValue) authenticates nothing, and no additional data either")
            return
        }
        let text = self.text("aad")
        if text != "field" {
            self.leaveOut("aad-field", "aad-field-encoding", because: "means nothing without aad: field")
        }
        switch text {
        case nil: return
        case "field"?:
            if !self.has("aad-field") { self.fail("aad", "the field is not named; add: aad-field: NAME") }
            if let field = self.envelopeField("aad-field", coding: "aad-field-encoding", default: format.encoding) {
                format.aad = .field(field)
            }
        case "timestamp"?:
            format.aad = .timestamp
            if format.iv != .timestamp { self.fail("aad", "a timestamp is there only with iv: timestamp") }
        case let text?:
            guard let source = self.byteSource(text, of: "aad") else {
                self.fail("aad", "\"\(text)\" is none of none, field, timestamp, hex:…, text:… and key:NAME")
                return
            }
            format.aad = .fixed(source)
        }
    }

    /// Whether a part travels in a field of its own; refuses what belongs to the other way.
    func isInField(_ part: String, else other: String) -> Bool {
        let place = self.text(part)
        if let place, place != "field", place != other {
            self.refuse(place, as: part, "\"\(place)\" is not a value of it", known: [other, "field"])
        }
        guard place == "field" else {
            self.leaveOut("\(part)-field", "\(part)-field-encoding", because: "means nothing without \(part): field")
            return false
        }
        if !self.has("\(part)-field") { self.fail(part, "the field is not named; add: \(part)-field: NAME") }
        return true
    }
}
