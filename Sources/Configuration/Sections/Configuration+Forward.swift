import Gateway

extension Configuration {
    private static let forwardKeys = ["path", "name", "forward", "cipher", "plaintext", "content-type", "learn"]

    /// A route with `forward: UPSTREAM`.
    func forwardRoute(_ reader: MappingReader) -> Route? {
        reader.allow(Self.forwardKeys)
        let path = self.path(reader, mayEndInAsterisk: true)
        let upstream = self.forwardUpstream(reader)
        let ciphers = self.ciphers(reader)
        let plaintext = self.forwardPlaintext(reader, beside: ciphers)
        let contentType = self.contentType(reader)
        let learn = self.learnRule(reader)
        guard let path, let upstream else { return nil }
        return Route(
            name: reader.text("name") ?? path, path: path,
            forward: ForwardRule(upstream: upstream, contentType: contentType ?? "application/json", learn: learn),
            ciphers: ciphers,
            allowsPlaintext: plaintext == .allow)
    }

    private func forwardPlaintext(_ reader: MappingReader, beside ciphers: [Route.Cipher]) -> Plaintext? {
        let plaintext = self.plaintext(reader, beside: ciphers)
        if plaintext != nil, reader.node("cipher") == nil {
            reader.fault("plaintext", "a forward route without a cipher passes every body as it comes; leave it out")
        }
        return plaintext
    }

    private func contentType(_ reader: MappingReader) -> String? {
        guard let text = reader.text("content-type") else { return nil }
        let mediaType = text.prefix { $0 != ";" }.split(separator: "/", omittingEmptySubsequences: false)
        let isPlain =
            text.utf8.allSatisfy { (0x20...0x7E).contains($0) } && !text.hasPrefix(" ") && !text.hasSuffix(" ")
        if !isPlain || mediaType.count != 2 || mediaType.contains("") {
            reader.fault("content-type", "\"\(text)\" is not a media type; write it like application/json")
        } else if reader.node("cipher") == nil {
            reader.fault(
                "content-type", "only bodies that the gateway opens get another one; add a cipher or leave it out")
        }
        return text
    }

    private func forwardUpstream(_ reader: MappingReader) -> String? {
        guard let name = reader.required("forward") else { return nil }
        if let upstream = self.upstreams.first(where: { $0.name == name }) {
            if upstream.dialect != nil {
                reader.fault(
                    "forward",
                    "upstream \"\(name)\" speaks a dialect; name one without: \(name)-rest: {url: …}"
                )
            }
            for endpoint in upstream.endpoints where endpoint.target.contains("?") {
                reader.fault(
                    "forward",
                    "upstream \"\(name)\" has a query in its url, and the path is appended to that; leave it out")
            }
        } else if !self.faultyUpstreams.contains(name) {
            let known = self.upstreams.filter { $0.dialect == nil }.map(\.name)
            reader.fault("forward", "no upstream \"\(name)\"\(Suggestion.text(for: name, among: known))")
        }
        return name
    }
}
