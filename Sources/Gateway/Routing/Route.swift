package import Dialects
package import Envelopes

/// One entry of `routes:`: a path, what is spoken there, and who carries it out. Immutable; a class so that an exchange
/// carries one reference.
package final class Route: Sendable {
    package enum BodyKey: Equatable, Sendable {
        case named(String)
        /// Each consumer's own.
        case consumer
    }

    package struct Cipher: Sendable {
        package let profile: CipherProfile
        package let key: BodyKey

        package init(profile: CipherProfile, key: BodyKey) {
            self.profile = profile
            self.key = key
        }
    }

    package let name: String
    package let path: String
    package let dialect: Dialect
    /// nil: bodies travel in the clear.
    package let cipher: Cipher?
    /// A body that begins with `{` is clear, beside sealed ones.
    package let allowsPlaintext: Bool
    package let reply: ReplyStyle
    package let revoker: RouteRevoker

    package init(
        name: String, path: String, dialect: Dialect, cipher: Cipher?, allowsPlaintext: Bool, reply: ReplyStyle,
        revoker: RouteRevoker
    ) {
        self.name = name
        self.path = path
        self.dialect = dialect
        self.cipher = cipher
        self.allowsPlaintext = allowsPlaintext
        self.reply = reply
        self.revoker = revoker
    }

    package var upstreamName: String? {
        if case .upstream(let name) = self.revoker { name } else { nil }
    }
}
