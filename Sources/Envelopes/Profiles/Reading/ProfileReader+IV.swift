extension ProfileReader {
    private enum Rule: String, CaseIterable {
        case prefix
        case textPrefix = "text-prefix"
        case fixed
        case key
        case field
        case derived
        case timestamp
        case md5HexTail = "md5-hex-tail"
        case session
        case none
    }

    func readIV(_ format: inout SymmetricFormat) {
        guard format.algorithm.mode != .ecb else {
            if let text = self.text("iv"), text != "none" {
                self.fail("iv", "\(format.algorithm.rawValue) has no IV; leave it out, or choose an algorithm in CBC")
            }
            self.leaveOut(
                "iv-length", "iv-value", "iv-field", "iv-field-encoding",
                because: "\(format.algorithm.rawValue) has no IV")
            return
        }
        self.readIVLength(&format)
        let rule = self.choice("iv", Rule.self) ?? .prefix
        let value = self.ivValue(format, rule)
        if rule != .field && rule != .derived {
            self.leaveOut("iv-field", "iv-field-encoding", because: "means nothing without iv: field")
        }
        switch rule {
        case .prefix: format.iv = .prefix(constant: value)
        case .textPrefix: format.iv = .textPrefix
        case .fixed: format.iv = .fixed(value ?? .bytes([]))
        case .md5HexTail: format.iv = .md5HexTail(value ?? .bytes([]))
        case .key: format.iv = .key
        case .session: format.iv = .session
        case .timestamp: format.iv = .timestamp
        case .field: self.readIVField(&format)
        case .derived: self.readDerivedIV(&format)
        case .none:
            self.fail(
                "iv",
                "\(format.algorithm.rawValue) has an IV; one of zeros is written iv: fixed with iv-value: "
                    + "hex:\(String(repeating: "00", count: format.ivLength))")
        }
    }

    private func readIVLength(_ format: inout SymmetricFormat) {
        guard let text = self.text("iv-length") else { return }
        guard let length = Int(text), format.algorithm.ivLengths.contains(length) else {
            let allowed = format.algorithm.ivLengths.map(String.init).joined(separator: " or ")
            self.fail("iv-length", "of \(format.algorithm.rawValue) is \(allowed), not \"\(text)\"")
            return
        }
        format.ivLength = length
    }

    /// The fixed part of an IV; refused where it is missing, too much, or of the wrong length.
    private func ivValue(_ format: SymmetricFormat, _ rule: Rule) -> ByteSource? {
        switch rule {
        case .prefix: break
        case .fixed, .md5HexTail:
            if !self.has("iv-value") {
                self.fail("iv", "\(rule.rawValue) has no value; add: iv-value: key:NAME (or hex:…, text:…)")
            }
        default:
            self.leaveOut("iv-value", because: "means nothing with iv: \(rule.rawValue)")
            return nil
        }
        guard let source = self.byteSource("iv-value") else { return nil }
        if rule == .md5HexTail {
            if format.ivLength != 16 { self.fail("iv", "md5-hex-tail gives 16 bytes; add: iv-length: 16") }
        } else if case .bytes(let bytes) = source, !bytes.isEmpty, bytes.count != format.ivLength {
            self.fail("iv-value", "has \(bytes.count) bytes, and the IV has \(format.ivLength)")
        }
        return source
    }

    private func readIVField(_ format: inout SymmetricFormat) {
        if !self.has("iv-field") { self.fail("iv", "the field is not named; add: iv-field: NAME") }
        if let field = self.envelopeField("iv-field", coding: "iv-field-encoding", default: format.encoding) {
            format.iv = .field(field)
        }
    }

    private func readDerivedIV(_ format: inout SymmetricFormat) {
        format.iv = .derived
        if format.keyDerivation != .evpBytesToKeyMD5 {
            self.fail("iv", "only key-derivation: evp-bytestokey-md5 gives an IV beside the key")
        }
        format.derivedIVField = self.envelopeField("iv-field", coding: "iv-field-encoding", default: format.encoding)
    }
}
