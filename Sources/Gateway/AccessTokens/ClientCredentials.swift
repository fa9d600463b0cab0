package import Primitives

/// The client credentials grant (RFC 6749 § 4.4) as the gateway's credential at an upstream: where it fetches access
/// tokens, and as whom.
package struct ClientCredentials: Sendable {
    /// How the client authenticates itself at the token endpoint (RFC 6749 § 2.3.1).
    package enum Method: String, CaseIterable, Sendable {
        /// `Authorization: Basic`, name and secret form-encoded.
        case basic
        /// Parameters of the form.
        case post
    }

    /// The token endpoint, as an upstream without a dialect; its timeout is that of a fetch, its reply limit that of the
    /// reply. It bears the name of the upstream that the tokens are for.
    package let service: Upstream
    package let clientID: String
    package let secret: SecretBytes
    /// nil: whatever the service gives without being asked.
    package let scope: String?
    package let method: Method

    package init(service: Upstream, clientID: String, secret: SecretBytes, scope: String?, method: Method) {
        self.service = service
        self.clientID = clientID
        self.secret = secret
        self.scope = scope
        self.method = method
    }
}

/// Equal ones are given equal tokens.
extension ClientCredentials: Equatable {
    package static func == (left: ClientCredentials, right: ClientCredentials) -> Bool {
        left.service.hasSameConnections(as: right.service) && left.clientID == right.clientID
            && left.secret == right.secret && left.scope == right.scope && left.method == right.method
    }
}

extension Upstream {
    /// Where its access tokens come from; nil where its credential is another, or none.
    package var clientCredentials: ClientCredentials? {
        if case .clientCredentials(let credentials) = self.credential { credentials } else { nil }
    }
}
