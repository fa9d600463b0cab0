import Gateway

extension Configuration {
    private static let timeouts = 100...60_000

    /// The client credentials grant: where tokens are fetched, and as whom.
    func clientCredentials(_ credential: MappingReader) -> ClientCredentialsEntry? {
        guard let reader = credential.mapping("client-credentials") else { return nil }
        reader.allow(["token-url", "client-id", "client-secret", "scope", "method", "timeout", "tls"])
        let endpoint = self.tokenEndpoint(reader)
        let tls = self.upstreamTLS(reader, endpoint.map { [$0] } ?? [])
        let clientID = self.clientID(reader)
        if reader.node("client-secret") == nil { _ = reader.required("client-secret") }
        let secret = self.secret("client-secret", reader)
        let scope = self.scope(reader)
        let method = reader.choice("method", ClientCredentials.Method.self)
        let timeout = reader.quantity("timeout", Quantity.duration, example: "5s", in: Self.timeouts)
        guard let endpoint, let clientID, let secret else { return nil }
        return ClientCredentialsEntry(
            endpoint: endpoint, clientID: clientID, secret: secret, scope: scope, method: method ?? .basic,
            timeout: timeout ?? 5_000, tls: tls)
    }

    private func tokenEndpoint(_ reader: MappingReader) -> Upstream.Endpoint? {
        guard let text = reader.required("token-url") else { return nil }
        do throws(EndpointFailure) {
            return try EndpointText.parse(text)
        } catch {
            reader.fault("token-url", error.description)
            return nil
        }
    }

    /// RFC 6749 appendix A.1.
    private func clientID(_ reader: MappingReader) -> String? {
        guard let text = reader.required("client-id") else { return nil }
        guard (1...256).contains(text.utf8.count), text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
            reader.fault("client-id", "is not 1 to 256 printable ASCII characters")
            return nil
        }
        return text
    }

    /// RFC 6749 § 3.3: words with one space between them.
    private func scope(_ reader: MappingReader) -> String? {
        guard let text = reader.text("scope") else { return nil }
        let words = text.split(separator: " ", omittingEmptySubsequences: false)
        let isScope = words.allSatisfy { word in
            !word.isEmpty && word.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != 0x22 && $0 != 0x5C }
        }
        guard isScope, text.utf8.count <= 1_024 else {
            reader.fault(
                "scope",
                "is not words of printable ASCII without \" and \\, one space between them; leave it out for none")
            return nil
        }
        return text
    }
}
