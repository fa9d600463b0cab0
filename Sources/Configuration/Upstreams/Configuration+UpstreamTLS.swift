import Gateway
import Primitives

extension Configuration {
    /// `tls:` of an upstream; an `https` one without it has the defaults.
    func upstreamTLS(_ upstream: MappingReader, _ endpoints: [Upstream.Endpoint]) -> UpstreamEntry.TLS? {
        let isSecure = endpoints.contains(where: \.isSecure)
        guard upstream.node("tls") != nil else {
            return isSecure ? UpstreamEntry.TLS(authorityFile: nil, serverName: nil, line: upstream.line) : nil
        }
        guard let reader = upstream.mapping("tls") else { return nil }
        reader.allow(["ca", "server-name"], later: ["certificate", "private-key"])
        if !isSecure, !endpoints.isEmpty {
            upstream.fault("tls", "its url is http; write https://, or leave tls out")
        }
        let serverName = reader.text("server-name")
        if let serverName, !EndpointText.isName(serverName[...]) {
            reader.fault(
                "server-name",
                "\"\(serverName)\" is not a host's name; a certificate for an address is checked without it")
        }
        return UpstreamEntry.TLS(
            authorityFile: self.file("ca", reader), serverName: serverName?.lowercased(), line: reader.line)
    }

    /// The path of a file, resolved against the configuration's folder.
    func file(_ key: String, _ reader: MappingReader) -> String? {
        guard let text = reader.text(key) else { return nil }
        guard !text.isEmpty else {
            reader.fault(key, "names no file")
            return nil
        }
        return Self.resolve(text, in: ProtectedFile.folder(of: self.path))
    }
}

extension Upstream.Endpoint {
    /// As a URL spells it.
    var scheme: String { self.isSecure ? "https" : "http" }
}
