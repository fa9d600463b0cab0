/// How an upstream proves who it is.
package struct UpstreamTLS: Equatable, Sendable {
    /// Who is believed. By content, so that a renewed file makes another trust.
    package enum Trust: Hashable, Sendable {
        /// The certificate authorities of the system.
        case system
        /// These alone, in PEM (RFC 7468).
        case authorities([UInt8])
    }

    package let trust: Trust
    /// The name that the certificate must bear, also sent as SNI (RFC 6066 § 3); nil: the host of the URL.
    package let serverName: String?

    package init(trust: Trust, serverName: String?) {
        self.trust = trust
        self.serverName = serverName
    }
}
