import Primitives

/// The content key of one message, kept for its reply.
final class SessionKey: Sendable {
    let key: SecretBytes
    let iv: [UInt8]
    let macKey: SecretBytes?
    /// Of a JWE: the algorithm that the key is for.
    let encryption: JWEContentEncryption?

    init(
        key: SecretBytes, iv: [UInt8] = [], macKey: SecretBytes? = nil, encryption: JWEContentEncryption? = nil
    ) {
        self.key = key
        self.iv = iv
        self.macKey = macKey
        self.encryption = encryption
    }
}
