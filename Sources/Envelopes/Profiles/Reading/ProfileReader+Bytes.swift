import Primitives

extension ProfileReader {
    /// Longer constants in a configuration are mistakes.
    private static let longestConstant = 256

    /// `hex:…`, `text:…` or `key:NAME`.
    func byteSource(_ field: String) -> ByteSource? {
        guard let text = self.text(field) else { return nil }
        if let source = self.byteSource(text, of: field) { return source }
        self.fail(field, "\"\(text)\" is none of hex:…, text:… and key:NAME")
        return nil
    }

    /// nil without a failure when the text has none of the three forms.
    func byteSource(_ text: String, of field: String) -> ByteSource? {
        if let name = text.after("key:") {
            if !KeyName.isValid(name) {
                self.fail(field, "\"\(name)\" is not a key name: use 1 to 64 of a-z, 0-9 and -")
            }
            return .key(name)
        }
        if let plain = text.after("text:") { return .bytes(self.bounded(Array(plain.utf8), field)) }
        guard let digits = text.after("hex:") else { return nil }
        var bytes: [UInt8] = []
        do throws(EncodingFailure) {
            try Hex.decode(Array(digits.utf8).span, into: &bytes)
        } catch {
            self.fail(field, "what follows hex: must be pairs of hexadecimal digits")
            return .bytes([])
        }
        return .bytes(self.bounded(bytes, field))
    }

    private func bounded(_ bytes: [UInt8], _ field: String) -> [UInt8] {
        if bytes.isEmpty {
            self.fail(field, "names no bytes")
        } else if bytes.count > Self.longestConstant {
            self.fail(field, "has \(bytes.count) bytes; \(Self.longestConstant) are the most")
        }
        return bytes
    }
}

extension String {
    /// What follows a prefix; nil without it.
    func after(_ prefix: String) -> String? {
        self.hasPrefix(prefix) ? String(self.dropFirst(prefix.count)) : nil
    }
}
