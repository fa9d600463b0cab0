import Consumers
package import Dialects
import Envelopes
import JSONText

/// One entry of `routes:`: a path, what is spoken there, and who carries it out. Immutable; a class so that an exchange
/// carries one reference.
package final class Route: Sendable {
    package let name: String
    /// A forward route's may end in `/*`.
    package let path: String
    /// nil: a forward route.
    package let dialect: Dialect?
    /// Whether it is asked here if tokens live; all other dialects revoke.
    package let isIntrospection: Bool
    /// nil: a route of a dialect.
    package let forward: ForwardRule?
    /// What bodies may be sealed with, in order of the configuration; none: bodies travel in the clear.
    package let ciphers: [Cipher]
    /// Whether bodies may be opened on another thread.
    package let leavesLoop: Bool
    /// A body that begins with `{` is clear, beside sealed ones.
    package let allowsPlaintext: Bool
    package let reply: ReplyStyle
    /// Of a route of a dialect.
    package let policy: DialectPolicy
    /// Origins (RFC 6454 § 6.2) whose pages may ask here; none: no page of another origin may.
    package let origins: [String]
    /// nil: a forward route.
    package let revoker: RouteRevoker?
    /// Keys whose public halves are given out here to anybody (RFC 7517 § 5); none: another kind of route.
    package let published: [String]
    /// The name of the upstream that is asked whether tokens live that the embedded revoker does not know; nil: none is.
    package let proxy: String?

    /// A route where revocations, or whether a token lives, are asked for in a dialect.
    package init(
        name: String, path: String, dialect: Dialect, ciphers: [Cipher], allowsPlaintext: Bool,
        reply: ReplyStyle = .enveloped, policy: DialectPolicy? = nil, origins: [String] = [], revoker: RouteRevoker,
        proxy: String? = nil
    ) {
        self.name = name
        self.path = path
        self.dialect = dialect
        self.isIntrospection = dialect.operation.isIntrospection
        self.forward = nil
        self.ciphers = ciphers
        self.leavesLoop = ciphers.contains(where: \.profile.isCostly)
        self.allowsPlaintext = allowsPlaintext
        self.reply = reply
        self.policy = policy ?? dialect.habits
        self.origins = origins
        self.revoker = revoker
        self.proxy = proxy
        self.published = []
    }

    /// A route whose exchanges go on to an upstream.
    package init(name: String, path: String, forward: ForwardRule, ciphers: [Cipher], allowsPlaintext: Bool) {
        self.name = name
        self.path = path
        self.dialect = nil
        self.isIntrospection = false
        self.forward = forward
        self.ciphers = ciphers
        self.leavesLoop = ciphers.contains(where: \.profile.isCostly)
        self.allowsPlaintext = allowsPlaintext
        self.reply = .enveloped
        self.policy = DialectPolicy(unknownToken: .error, hint: .ignore)
        self.origins = []
        self.revoker = nil
        self.proxy = nil
        self.published = []
    }

    /// A route where the public halves of keys are given out.
    package init(name: String, path: String, published keys: [String]) {
        precondition(!keys.isEmpty, "without keys there is nothing to give out")
        self.name = name
        self.path = path
        self.dialect = nil
        self.isIntrospection = false
        self.forward = nil
        self.ciphers = []
        self.leavesLoop = false
        self.allowsPlaintext = false
        self.reply = .enveloped
        self.policy = DialectPolicy(unknownToken: .error, hint: .ignore)
        self.origins = []
        self.revoker = nil
        self.proxy = nil
        self.published = keys
    }

    /// The first of its ciphers.
    package var cipher: Cipher? { self.ciphers.first }

    /// Whether a consumer may use it.
    func admits(_ consumer: RegisteredConsumer) -> Bool {
        consumer.mayUse(route: self.name, needsAllow: self.isIntrospection)
    }

    /// Whether `client_id` and `client_secret` in its bodies count: where bodies are clear, always.
    var takesBodyCredentials: Bool { self.dialect != nil && self.ciphers.isEmpty }

    /// Of the upstream that it needs.
    package var upstreamName: String? {
        if let forward { return forward.upstream }
        if case .upstream(let name) = self.revoker { return name }
        return self.proxy
    }

    /// Whether an opened body is what the route's bodies are: without integrity a wrong key may decipher to something.
    func isWellFormed(_ plaintext: Span<UInt8>) -> Bool {
        if let dialect { return (try? dialect.parse(plaintext, self.policy.hint)) != nil }
        guard let forward else { return false }
        return forward.opensToJSON ? JSONText.isWellFormed(plaintext) : plaintext.isText
    }
}

extension Span<UInt8> {
    /// UTF-8 without control characters but tab and line ends, and not empty.
    fileprivate var isText: Bool {
        guard !self.isEmpty, let text = self.withUnsafeBytes({ String(validating: $0, as: UTF8.self) }) else {
            return false
        }
        return text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || [0x09, 0x0A, 0x0D].contains($0) }
    }
}
