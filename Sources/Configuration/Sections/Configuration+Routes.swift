import Dialects
import Envelopes
import Gateway
import Yams

extension Configuration {
    private static let routeKeys = [
        "path", "name", "dialect", "cipher", "plaintext", "reply", "revoker", "unknown-token", "hint", "origins",
        "proxy",
    ]
    private static let laterRouteKeys = ["learn"]

    enum Plaintext: String, CaseIterable {
        case deny
        case allow
    }

    mutating func readRoutes(_ root: MappingReader) {
        guard let node = root.node("routes") else {
            root.faults.add(root.line, "\"routes\" is missing; an empty list is written: routes: []")
            return
        }
        for (index, element) in node.elements(place: "routes", faults: root.faults).enumerated() {
            guard let reader = MappingReader(element, place: "routes[\(index)]", faults: root.faults) else { continue }
            guard let route = self.route(reader) else { continue }
            if self.routes.contains(where: { $0.route.path == route.path }) {
                reader.fault("path", "\"\(route.path)\" has a route already")
            } else if self.routes.contains(where: { $0.route.name == route.name }) {
                reader.fault("name", "\"\(route.name)\" is taken by another route")
            } else {
                self.routes.append(RouteEntry(route: route, line: reader.line))
            }
        }
    }

    private func route(_ reader: MappingReader) -> Route? {
        guard reader.node("forward") == nil else { return self.forwardRoute(reader) }
        guard reader.node("jwks") == nil else { return self.jwksRoute(reader) }
        reader.allow(Self.routeKeys, later: Self.laterRouteKeys)
        let path = self.path(reader, mayEndInAsterisk: false)
        let dialect = self.dialect(reader)
        let ciphers = self.ciphers(reader)
        let plaintext = self.plaintext(reader, beside: ciphers) ?? .deny
        let reply = reader.choice("reply", ReplyStyle.self)
        let origins = self.origins(reader)
        let revoker = self.revoker(reader)
        guard let path, let dialect, let revoker else { return nil }
        if dialect.expectsCipher, reader.node("cipher") == nil, plaintext == .deny {
            reader.faults.add(
                reader.line,
                "\(reader.place): a \(dialect.name.rawValue) route has a cipher, or says: plaintext: allow")
        }
        let proxy = self.proxy(reader, dialect)
        if dialect.operation.isIntrospection {
            self.checkIntrospection(reader, revoker)
        } else if reply != nil, dialect.name != .tokenService {
            reader.fault("reply", "only replies of token-service come in two shapes; leave it out")
        }
        return Route(
            name: reader.text("name") ?? path, path: path, dialect: dialect, ciphers: ciphers,
            allowsPlaintext: plaintext == .allow, reply: reply ?? .enveloped, policy: self.policy(reader, dialect),
            origins: origins, revoker: revoker, proxy: proxy)
    }

    /// A clear body is known by its first byte, and so must a sealed one be.
    func plaintext(_ reader: MappingReader, beside ciphers: [Route.Cipher]) -> Plaintext? {
        let plaintext = reader.choice("plaintext", Plaintext.self)
        if plaintext == .allow, let profile = ciphers.map(\.profile).first(where: \.readsJSON) {
            let verb = profile.isJSON(as: .request) ? "are" : "may be"
            reader.fault(
                "plaintext",
                "sealed bodies of profile \(profile.name) \(verb) JSON as well and cannot be told from clear ones; leave it "
                    + "out, and give clear bodies a route of their own")
        }
        return plaintext
    }

    /// Where the ledger refuses what it does not know, and an upstream knows more tokens, the ledger cannot say that a token
    /// does not live.
    func checkUnknownTokens(_ faults: Faults) {
        guard self.embedded.unknown == .refuse,
            let proxy = self.routes.lazy.compactMap(\.route.proxy).first
        else { return }
        for entry in self.routes where entry.route.revoker == .embedded && !entry.route.isIntrospection {
            guard entry.route.policy.unknownToken == .ok else { continue }
            faults.add(
                entry.line,
                "route \"\(entry.route.name)\" says 200 to tokens that the ledger does not know, and upstream "
                    + "\"\(proxy)\" may know that they live; write: unknown-token: error")
        }
    }

    private func policy(_ reader: MappingReader, _ dialect: Dialect) -> DialectPolicy {
        var policy = dialect.habits
        if let rule = reader.choice("unknown-token", UnknownTokenRule.self) { policy.unknownToken = rule }
        if let rule = reader.choice("hint", HintRule.self) {
            if dialect.name == .tokenService {
                reader.fault("hint", "requests of token-service have none; leave it out")
            }
            policy.hint = rule
        }
        return policy
    }

    /// Origins as browsers send them: scheme, host and a port that is not the scheme's own (RFC 6454 § 6.2).
    private func origins(_ reader: MappingReader) -> [String] {
        let origins = reader.texts("origins") ?? []
        for origin in origins where !Self.isOrigin(origin) {
            reader.fault(
                "origins", "\"\(origin)\" is not an origin; write it as browsers send it, like https://app.example")
        }
        return origins
    }

    private static func isOrigin(_ text: String) -> Bool {
        guard let scheme = ["https://", "http://"].first(where: text.hasPrefix) else { return false }
        let authority = text.dropFirst(scheme.count).utf8
        return !authority.isEmpty
            && authority.allSatisfy { byte in
                (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || "-.:[]_".utf8.contains(byte)
            }
            && authority.last != UInt8(ascii: ":") && !text.hasSuffix(scheme == "https://" ? ":443" : ":80")
    }

    func path(_ reader: MappingReader, mayEndInAsterisk: Bool) -> String? {
        guard let written = reader.required("path") else { return nil }
        let path = mayEndInAsterisk && written.hasSuffix("/*") ? String(written.dropLast()) : written
        let isPlain = path.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F } && !path.contains { "?#%*\\;{}".contains($0) }
        let segments = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        guard path.hasPrefix("/"), isPlain, !segments.dropLast().contains(""),
            !segments.contains("."), !segments.contains("..")
        else {
            reader.fault("path", "\"\(written)\" is not a plain absolute path; only forward routes end in /*")
            return nil
        }
        return written
    }

    private func dialect(_ reader: MappingReader) -> Dialect? {
        guard let text = reader.required("dialect") else { return nil }
        guard let dialect = DialectName(rawValue: text).flatMap(Dialect.named) else {
            let known = Dialect.table.map(\.name.rawValue)
            reader.fault("dialect", "unknown dialect \"\(text)\"\(Suggestion.text(for: text, among: known))")
            return nil
        }
        return dialect
    }

    private func revoker(_ reader: MappingReader) -> RouteRevoker? {
        guard let name = reader.required("revoker") else { return nil }
        guard name != "embedded" else { return .embedded }
        if let upstream = self.upstreams.first(where: { $0.name == name }) {
            // Of an introspection route it is told there why it has none.
            if upstream.dialect?.revokes == false, reader.text("dialect") != DialectName.introspection.rawValue {
                reader.fault(
                    "revoker", "upstream \"\(name)\" is asked whether tokens live and revokes none; name another")
            } else if upstream.dialect == nil {
                reader.fault(
                    "revoker", "upstream \"\(name)\" has no dialect to revoke by; add to it: dialect: token-service")
            }
        } else if !self.faultyUpstreams.contains(name) {
            let known = ["embedded"] + self.upstreams.filter { $0.dialect != nil }.map(\.name)
            reader.fault("revoker", "no upstream \"\(name)\"\(Suggestion.text(for: name, among: known))")
        }
        return .upstream(name)
    }
}
