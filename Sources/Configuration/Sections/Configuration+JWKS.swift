import Envelopes
import Gateway

extension Configuration {
    /// A route with `jwks: [KEY, …]`: the public halves of these keys, for everybody.
    func jwksRoute(_ reader: MappingReader) -> Route? {
        reader.allow(["path", "name", "jwks"])
        let path = self.path(reader, mayEndInAsterisk: false)
        guard let keys = reader.texts("jwks") else { return nil }
        if keys.isEmpty {
            reader.fault("jwks", "names no key; write the keys that callers seal for, like jwks: [body]")
        }
        for (index, key) in keys.enumerated() {
            if !KeyName.isValid(key) {
                reader.fault("jwks", "\"\(key)\" is not a key name: use 1 to 64 of a-z, 0-9 and -")
            } else if keys.firstIndex(of: key) != index {
                reader.fault("jwks", "names key \"\(key)\" twice")
            }
        }
        guard let path, !keys.isEmpty else { return nil }
        return Route(name: reader.text("name") ?? path, path: path, published: keys)
    }
}
