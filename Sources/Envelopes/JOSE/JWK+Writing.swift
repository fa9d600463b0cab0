package import Primitives

extension JWK {
    /// The JSON of a key, `kid` and all; nil where only the public half is asked for and there is none (`oct`).
    package static func write(_ material: KeyMaterial, _ binding: KeyBinding, publicOnly: Bool) -> SecretBytes? {
        let output = SecretBuffer(capacity: 1024)
        guard JWKWriter.append(material, binding, publicOnly: publicOnly, to: output) else { return nil }
        return SecretBytes(copying: output.bytes)
    }

    /// The JSON of a set of keys; those without a public half are left out where only that is asked for.
    package static func writeSet(_ keys: [Key], publicOnly: Bool) -> SecretBytes {
        let output = SecretBuffer(capacity: 4096)
        output.append(#"{"keys":["#)
        var isFirst = true
        for key in keys {
            guard let json = self.write(key.material, key.binding, publicOnly: publicOnly) else { continue }
            if !isFirst { output.append(",") }
            isFirst = false
            output.append(json.bytes)
        }
        output.append("]}")
        return SecretBytes(copying: output.bytes)
    }

    /// The set of the public halves of the active and accepting versions of keys, active ones first.
    package static func publicSet(of keys: [NamedKey]) -> SecretBytes {
        let active = keys.flatMap { $0.usable.filter { $0.state == .active } }
        let accepting = keys.flatMap { $0.usable.filter { $0.state != .active } }
        return self.writeSet(
            (active + accepting).compactMap { version in
                version.material.map { Key(material: $0, binding: version.binding) }
            }, publicOnly: true)
    }
}
