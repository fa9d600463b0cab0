/// What is told of a token that lives: the members of RFC 7662 § 2.2 that the gateway knows of; nil is left out.
package struct ActiveToken: Equatable, Sendable {
    /// `exp`, in seconds since the epoch.
    package let expiresAt: Int64?
    /// `token_type`.
    package let type: String?
    /// `client_id`.
    package let client: String?

    package init(expiresAt: Int64?, type: String?, client: String?) {
        self.expiresAt = expiresAt
        self.type = type
        self.client = client
    }
}
