import Primitives
import Yams

extension Configuration {
    /// `env:NAME` alone is an API key; `{basic: …}` and its like say how else the secret is sent.
    func credential(_ upstream: MappingReader) -> CredentialSource? {
        guard let node = upstream.node("credential") else { return nil }
        if case .scalar = node {
            return self.secret("credential", upstream).map(CredentialSource.apiKey)
        }
        guard let reader = upstream.mapping("credential") else { return nil }
        let kinds = ["api-key", "basic", "bearer", "client-credentials"]
        reader.allow(kinds)
        guard !reader.keys.contains(where: { !kinds.contains($0) }) else { return nil }
        guard let kind = reader.keys.first, reader.keys.count == 1 else {
            reader.faults.add(
                upstream.line(of: "credential"), "\(reader.place): is one of: \(kinds.joined(separator: ", "))")
            return nil
        }
        if kind == "client-credentials" {
            return self.clientCredentials(reader).map(CredentialSource.clientCredentials)
        }
        guard let secret = self.secret(kind, reader) else { return nil }
        switch kind {
        case "basic": return .basic(secret)
        case "bearer": return .bearer(secret)
        default: return .apiKey(secret)
        }
    }

    func secret(_ key: String, _ reader: MappingReader) -> SecretSource? {
        guard let text = reader.text(key) else { return nil }
        guard let source = SecretSource(text, folder: ProtectedFile.folder(of: self.path)) else {
            reader.fault(key, SecretSource.misplaced)
            return nil
        }
        return source
    }
}
