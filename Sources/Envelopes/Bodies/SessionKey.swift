import Primitives

/// The content key of one message, kept for its reply.
final class SessionKey: Sendable {
    let key: SecretBytes
    let iv: [UInt8]
    let macKey: SecretBytes?

    init(key: SecretBytes, iv: [UInt8] = [], macKey: SecretBytes? = nil) {
        self.key = key
        self.iv = iv
        self.macKey = macKey
    }
}
