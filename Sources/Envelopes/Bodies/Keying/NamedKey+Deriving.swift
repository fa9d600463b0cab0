import Primitives

extension NamedKey {
    /// The key as a JWE profile uses it: octets read as `key-encoding` says and derived (by SHA-256, or not at all); key
    /// pairs as they are.
    func derived(for format: JWEFormat) throws(BodyCipherFailure) -> NamedKey {
        guard format.keyEncoding != .raw || format.keyDerivation != .none else { return self }
        var versions: [KeyVersion] = []
        for version in self.versions {
            guard case .octets(let stored)? = version.material, version.state.opens else {
                versions.append(version)
                continue
            }
            var octets: SecretBytes
            do throws(ContentKeyFailure) {
                octets = try format.keyEncoding.decode(stored)
            } catch {
                throw .contentKey(key: self.name, version: version.number, error)
            }
            if format.keyDerivation == .sha256 { octets = hash(.sha256, octets.bytes) }
            versions.append(
                KeyVersion(
                    number: version.number, state: version.state, createdAt: version.createdAt,
                    activatedAt: version.activatedAt, material: .octets(octets), binding: version.binding))
        }
        return NamedKey(name: self.name, versions: versions)
    }
}
