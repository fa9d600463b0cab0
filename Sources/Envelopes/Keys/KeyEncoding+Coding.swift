import Primitives

extension KeyEncoding {
    /// The text of a key, as it is stored or wrapped.
    func encode(_ key: SecretBytes) -> SecretBytes {
        var text: [UInt8] = []
        text.reserveCapacity(self.encodedCount(of: key.count))
        switch self {
        case .raw: return key
        case .hex: Hex.encode(key.bytes, into: &text)
        case .base64: Base64.encode(key.bytes, alphabet: .standard, padded: true, into: &text)
        }
        defer { text.wipe() }
        return SecretBytes(copying: text.span)
    }

    /// Bytes that the text of `count` bytes has.
    func encodedCount(of count: Int) -> Int {
        switch self {
        case .raw: count
        case .hex: count * 2
        case .base64: Base64.encodedCount(of: count, padded: true)
        }
    }

    /// The key that a text stands for; lenient as all decoding.
    func decode(_ stored: SecretBytes) throws(ContentKeyFailure) -> SecretBytes {
        let buffer = SecretBuffer(capacity: stored.count + 4)
        do throws(EncodingFailure) {
            switch self {
            case .raw: return stored
            case .hex: try Hex.decode(stored.bytes, into: buffer)
            case .base64: try Base64.decode(stored.bytes, alphabet: .standard, into: buffer)
            }
        } catch {
            throw .notEncoded(as: self)
        }
        return SecretBytes(copying: buffer.bytes)
    }
}
