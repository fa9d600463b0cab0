/// The keys of one place where bodies are sealed.
package struct CipherKeys: Sendable {
    /// Opens what comes in and, unless the profile says otherwise, seals what answers it; of an upstream, seals what is
    /// asked of it.
    package var main: NamedKey
    /// Of profiles whose replies are sealed under a key of their own: of a route, the reader's public key; of an upstream,
    /// the gateway's private key.
    package var response: NamedKey?
    /// The public key of who signs what comes in.
    package var verification: NamedKey?
    /// The gateway's private key for what it signs.
    package var signing: NamedKey?
    /// Those that the profile itself names, by name.
    package var named: [String: NamedKey] = [:]

    package init(main: NamedKey) {
        self.main = main
    }
}

/// Which way a message goes: profiles may wrap and key replies otherwise.
package enum MessageRole: Sendable {
    case request
    case reply
}

/// Which version of a ``BodyCipher``'s key opened a body or is to seal one.
package struct BodyVersion: Sendable {
    let index: Int
    package let number: Int
    /// The content key of the message, where it has one of its own.
    let session: SessionKey?

    init(index: Int, number: Int, session: SessionKey? = nil) {
        self.index = index
        self.number = number
        self.session = session
    }
}
