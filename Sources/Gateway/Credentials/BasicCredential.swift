import Consumers
import FormText
import Primitives

/// User name and password of the Basic scheme (RFC 7617). Off the hot path: the carrier of few clients.
struct BasicCredential {
    private static let limit = 4 * APIKey.maximumLength

    private let userName: SecretBytes
    private let password: SecretBytes

    /// From the base64 after the scheme; nil when it is none, or has no colon.
    init?(_ encoded: Span<UInt8>) {
        guard encoded.count <= Self.limit else { return nil }
        let decoded = SecretBuffer(capacity: encoded.count)
        guard (try? Base64.decode(encoded, alphabet: .standard, into: decoded)) != nil else { return nil }
        let bytes = decoded.bytes
        guard let colon = bytes.indices.first(where: { bytes[$0] == UInt8(ascii: ":") }) else { return nil }
        self.userName = SecretBytes(copying: bytes.extracting(first: colon))
        self.password = SecretBytes(copying: bytes.extracting((colon + 1)...))
    }

    /// The password is tried as sent, then form-decoded (RFC 6749 § 2.3.1), since clients do either; the user name is
    /// the consumer's and must own the key.
    func holder(in registry: ConsumerRegistry, _ apiKeys: HMACSHA256) -> RegisteredConsumer? {
        if let consumer = registry.holder(of: apiKeys.authenticate(self.password.bytes)) {
            return self.names(consumer) ? consumer : nil
        }
        guard let password = Self.formDecoded(self.password.bytes),
            let consumer = registry.holder(of: apiKeys.authenticate(password.bytes)), self.names(consumer)
        else { return nil }
        return consumer
    }

    private func names(_ consumer: RegisteredConsumer) -> Bool {
        let name = Array(consumer.name.utf8)
        if constantTimeEquals(self.userName.bytes, name.span) { return true }
        return Self.formDecoded(self.userName.bytes).map { constantTimeEquals($0.bytes, name.span) } ?? false
    }

    private static func formDecoded(_ text: Span<UInt8>) -> SecretBytes? {
        let decoded = SecretBuffer(capacity: text.count)
        let isWhole = FormText.forEachDecodedPiece(of: text) { decoded.append($0) }
        return isWhole ? SecretBytes(copying: decoded.bytes) : nil
    }
}
