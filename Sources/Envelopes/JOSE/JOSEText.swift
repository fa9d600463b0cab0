import Primitives

/// Base64url without padding, line breaks or stray bits: the one form that RFC 7515 § 2 has.
enum JOSEText {
    static func decode(_ text: Span<UInt8>) -> [UInt8]? {
        var output: [UInt8] = []
        guard (try? Base64.decode(text, alphabet: .url, into: &output)) != nil else { return nil }
        return self.isExact(text.count, output.count) ? output : nil
    }

    static func decodeSecret(_ text: Span<UInt8>) -> SecretBytes? {
        let output = SecretBuffer(capacity: Base64.decodedCapacity(of: text.count))
        guard (try? Base64.decode(text, alphabet: .url, into: output)) != nil else { return nil }
        return self.isExact(text.count, output.count) ? SecretBytes(copying: output.bytes) : nil
    }

    static func encode(_ bytes: Span<UInt8>, into output: inout [UInt8]) {
        Base64.encode(bytes, alphabet: .url, padded: false, into: &output)
    }

    static func encoded(_ bytes: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        self.encode(bytes.span, into: &output)
        return output
    }

    /// Whether each character was a digit: padding and line breaks, which the decoder passes over, leave fewer bytes
    /// than the characters would give, or one character that gives none.
    static func isExact(_ characters: Int, _ bytes: Int) -> Bool {
        characters % 4 != 1 && bytes == characters * 3 / 4
    }
}
