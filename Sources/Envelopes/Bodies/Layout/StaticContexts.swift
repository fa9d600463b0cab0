import Primitives

/// The cipher contexts of keys that stay from message to message, by role and version. For one thread at a time.
final class StaticContexts {
    private let request: [ContentCipher?]
    private let reply: [ContentCipher?]
    /// Of JWE.
    let jwe: JWELoopCipher?

    init(_ codec: BodyCodec) throws(BodyCipherFailure) {
        self.request = try Self.contexts(codec.request, codec.keyName)
        self.reply = try Self.contexts(codec.reply, codec.keyName)
        self.jwe = codec.jwe.map { JWELoopCipher($0) }
    }

    func context(of role: MessageRole, _ index: Int) -> ContentCipher? {
        let contexts = role == .request ? self.request : self.reply
        return contexts.indices.contains(index) ? contexts[index] : nil
    }

    private static func contexts(_ role: RoleCodec, _ key: String) throws(BodyCipherFailure) -> [ContentCipher?] {
        var contexts: [ContentCipher?] = []
        for version in role.versions {
            guard let format = role.symmetric?.format, let derived = version.derived else {
                contexts.append(nil)
                continue
            }
            do throws(CipherSetupFailure) {
                contexts.append(try ContentCipher(format, key: derived.key))
            } catch {
                throw .setup(key: key, version: version.number)
            }
        }
        return contexts
    }
}
