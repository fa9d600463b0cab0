package import Dialects
package import Gateway
package import Pooling

extension Configuration {
    /// One entry of `upstreams:` as written: everything of an ``Upstream`` but the secret, of which only the place is
    /// known here.
    package struct UpstreamEntry: Sendable {
        /// The section `tls:`, and that of an `https` upstream without one.
        package struct TLS: Equatable, Sendable {
            /// The file of the certificate authorities that count; nil: the system's do.
            package let authorityFile: String?
            /// nil: the host of the URL.
            package let serverName: String?
            package let line: Int
        }

        package let name: String
        package let line: Int
        package var endpoints: [Upstream.Endpoint] = []
        /// nil: for forward routes only.
        package var dialect: ClientDialect?
        package var codes = ClientCodes(unknownToken: [])
        /// nil: bodies travel in the clear.
        package var cipher: Upstream.Cipher?
        package var credential: CredentialSource?
        package var passes: Upstream.PassedFields = [.requestID, .traceParent]
        /// Times in milliseconds.
        package var timeout = 2_000
        package var resolveInterval = 30_000
        /// Bytes.
        package var replyLimit = 65_536
        package var pool = PoolSettings.defaults
        package var health: Upstream.HealthCheck?
        /// nil: its URLs are clear.
        package var tls: TLS?

        init(name: String, line: Int) {
            self.name = name
            self.line = line
        }
    }
}
