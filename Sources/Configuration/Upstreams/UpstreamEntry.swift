package import Dialects
package import Gateway
package import Pooling

extension Configuration {
    /// One entry of `upstreams:` as written: everything of an ``Upstream`` but the secret, of which only the place is
    /// known here.
    package struct UpstreamEntry: Sendable {
        package let name: String
        package let line: Int
        package var endpoints: [Upstream.Endpoint] = []
        /// nil: for forward routes only.
        package var dialect: ClientDialect?
        package var codes = ClientCodes(unknownToken: [])
        /// nil: bodies travel in the clear.
        package var cipher: Upstream.Cipher?
        package var credential: CredentialSource?
        package var passes: Set<Upstream.PassedField> = [.requestID, .traceParent]
        /// Times in milliseconds.
        package var timeout = 2_000
        package var resolveInterval = 30_000
        /// Bytes.
        package var replyLimit = 65_536
        package var pool = PoolSettings.defaults
        package var health: Upstream.HealthCheck?

        init(name: String, line: Int) {
            self.name = name
            self.line = line
        }
    }
}
