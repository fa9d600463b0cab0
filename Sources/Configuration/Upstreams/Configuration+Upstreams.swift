import Dialects
import Gateway
import Pooling
import Primitives
import Yams

extension Configuration {
    private static let upstreamKeys =
        [
            "url", "dialect", "cipher", "credential", "pass", "success-codes", "unknown-token-codes", "retry-budget",
            "circuit-breaker", "ejection", "health-check", "tls",
        ] + UpstreamEntry.fields.map(\.key)

    mutating func readUpstreams(_ root: MappingReader) {
        guard let node = root.node("upstreams"),
            let upstreams = MappingReader(node, place: "upstreams", faults: root.faults)
        else { return }
        for name in upstreams.keys {
            let faultsBefore = root.faults.list.count
            if name == "embedded" {
                upstreams.fault(name, "is the gateway's own revoker; choose another name")
            } else if !Self.isUpstreamName(name) {
                upstreams.fault(name, "is not a name of an upstream: use 1 to 64 of a-z, 0-9 and -")
            }
            guard let node = upstreams.node(name),
                let reader = MappingReader(node, place: "upstreams: \(name)", faults: root.faults)
            else {
                self.faultyUpstreams.insert(name)
                continue
            }
            let entry = self.upstream(name, line: upstreams.line(of: name), reader)
            if root.faults.list.count == faultsBefore {
                self.upstreams.append(entry)
            } else {
                self.faultyUpstreams.insert(name)
            }
        }
    }

    private static func isUpstreamName(_ name: String) -> Bool {
        (1...64).contains(name.utf8.count)
            && name.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
    }

    private func upstream(_ name: String, line: Int, _ reader: MappingReader) -> UpstreamEntry {
        reader.allow(Self.upstreamKeys)
        var entry = UpstreamEntry(name: name, line: line)
        entry.endpoints = self.endpoints(reader)
        entry.tls = self.upstreamTLS(reader, entry.endpoints)
        entry.dialect = self.clientDialect(reader)
        // Whole exchanges of any API take longer than revocations.
        if reader.node("dialect") == nil {
            entry.timeout = 30_000
            for key in ["pipelining", "pipeline-hold"] where reader.node(key) != nil {
                reader.fault(key, "exchanges of forward routes have a connection to themselves; leave it out")
            }
        }
        entry.credential = self.credential(reader)
        if let codes = self.codes(reader, entry.dialect) { entry.codes = codes }
        if let cipher = self.upstreamCipher(reader) {
            if reader.node("dialect") == nil {
                reader.fault("cipher", "only an upstream with a dialect has a cipher; add: dialect: token-service")
            }
            entry.cipher = cipher
        }
        if let passes = self.passes(reader) { entry.passes = passes }
        reader.take(UpstreamEntry.fields, into: &entry)
        reader.keep(
            "idle-connections", &entry.pool.idleConnections, atMost: entry.pool.connections, of: "connections")
        self.readTreatment(reader, &entry)
        return entry
    }

    private func endpoints(_ reader: MappingReader) -> [Upstream.Endpoint] {
        guard let node = reader.node("url") else {
            reader.faults.add(reader.line, "\(reader.place): \"url\" is missing; write it like http://127.0.0.1:9000/")
            return []
        }
        var endpoints: [Upstream.Endpoint] = []
        let elements = if case .sequence(let list) = node { Array(list) } else { [node] }
        if elements.isEmpty { reader.fault("url", "names no address") }
        for element in elements {
            let fault = { (message: String) in
                reader.faults.add(element.mark?.line ?? reader.line(of: "url"), "\(reader.place): url: \(message)")
            }
            guard case .scalar(let scalar) = element else {
                fault("must be one URL, or a list of them")
                continue
            }
            do throws(EndpointFailure) {
                let endpoint = try EndpointText.parse(scalar.string)
                if endpoints.contains(endpoint) {
                    fault("stands twice: \(endpoint.scheme)://\(endpoint.authority); leave one out")
                } else if let first = endpoints.first, first.isSecure != endpoint.isSecure {
                    fault("one upstream is either http or https; make two upstreams of it, or write \(first.scheme)://")
                } else {
                    endpoints.append(endpoint)
                }
            } catch {
                fault(error.description)
            }
        }
        return endpoints
    }

    private func clientDialect(_ reader: MappingReader) -> ClientDialect? {
        guard let text = reader.text("dialect") else { return nil }
        let known = ClientDialect.table.map(\.name.rawValue)
        guard let dialect = DialectName(rawValue: text).flatMap(ClientDialect.named) else {
            reader.fault("dialect", "unknown dialect \"\(text)\"\(Suggestion.text(for: text, among: known))")
            return nil
        }
        return dialect
    }

    private func passes(_ reader: MappingReader) -> Upstream.PassedFields? {
        guard let texts = reader.texts("pass") else { return nil }
        var passes: Upstream.PassedFields = []
        for text in texts {
            if let field = Upstream.PassedField(rawValue: text) {
                passes.insert(field.option)
            } else {
                let known = Upstream.PassedField.allCases.map(\.rawValue)
                reader.fault("pass", "\"\(text)\" is not passed on\(Suggestion.text(for: text, among: known))")
            }
        }
        return passes
    }
}
