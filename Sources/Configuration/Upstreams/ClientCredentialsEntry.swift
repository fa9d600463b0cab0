import Dialects
package import Gateway
import Primitives

/// `client-credentials:` of an upstream's credential as written; of the secret only the place is known here.
package struct ClientCredentialsEntry: Equatable, Sendable {
    package let endpoint: Upstream.Endpoint
    package let clientID: String
    package let secret: SecretSource
    package let scope: String?
    package let method: ClientCredentials.Method
    /// For a fetch from the name to the last byte; milliseconds.
    package let timeout: Int
    /// nil: its URL is clear.
    package let tls: Configuration.UpstreamEntry.TLS?

    /// - Parameter upstream: its name.
    func credentials(of upstream: String, _ secret: SecretBytes, tls: UpstreamTLS?) -> ClientCredentials {
        ClientCredentials(
            service: Upstream(
                name: upstream, endpoints: [self.endpoint], dialect: nil, codes: ClientCodes(unknownToken: []),
                timeout: self.timeout, tls: tls),
            clientID: self.clientID, secret: secret, scope: self.scope, method: self.method)
    }
}

extension CredentialSource {
    package var clientCredentials: ClientCredentialsEntry? {
        if case .clientCredentials(let entry) = self { entry } else { nil }
    }
}
