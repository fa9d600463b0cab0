import Configuration
import Envelopes
import Gateway

extension Upstream {
    /// As configured, with its secret read from where the configuration says it lies.
    convenience init(
        _ entry: Configuration.UpstreamEntry, in directory: KeyDirectory, tls: UpstreamTLS?, tokenTLS: UpstreamTLS?
    ) throws(CredentialFailure) {
        self.init(
            name: entry.name, endpoints: entry.endpoints, dialect: entry.dialect, codes: entry.codes,
            cipher: entry.cipher,
            credential: try entry.credential?.resolve(in: directory, for: entry.name, tokenTLS: tokenTLS),
            passes: entry.passes, timeout: entry.timeout, replyLimit: entry.replyLimit,
            resolveInterval: entry.resolveInterval,
            pool: entry.pool, health: entry.health, tls: tls)
    }
}

extension Configuration.UpstreamEntry {
    /// For messages: `upstream "legacy"`.
    var place: String { "upstream \"\(self.name)\"" }

    /// Whether revocation calls leave the machine unsealed. What a forward route passes on is not the gateway's to seal.
    var sendsClearBodiesAbroad: Bool {
        self.dialect != nil && self.cipher == nil && !self.endpoints.allSatisfy { $0.isSecure || $0.isLoopback }
    }
}

extension ClientCredentialsEntry {
    /// Whether the client's secret leaves the machine unprotected, which RFC 6749 § 3.2 forbids.
    var sendsSecretAbroad: Bool { !self.endpoint.isSecure && !self.endpoint.isLoopback }
}

extension Upstream.Endpoint {
    fileprivate var isLoopback: Bool {
        guard let address = AddressBlock.addressBytes(self.host) else { return self.host == "localhost" }
        return ["127.0.0.0/8", "::1"].contains { AddressBlock($0)?.contains(address.span) ?? false }
    }
}
