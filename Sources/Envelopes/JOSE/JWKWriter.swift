import JSONText
import Primitives

/// Keys as JSON objects. All that is secret passes through buffers that are wiped.
enum JWKWriter {
    private static let order = ["n", "e", "x", "y", "d", "p", "q", "dp", "dq", "qi"]

    /// What makes up a public key, as a JSON object of RFC 7518's order: kty, crv, x, y or kty, n, e.
    static func parameters(of key: PublicKey) -> [UInt8] {
        let parameters = key.jwkParameters()
        var members = [("kty", parameters.kty)]
        if let curve = parameters.crv { members.append(("crv", curve)) }
        return self.json(members + self.texts(parameters))
    }

    /// The members that a thumbprint is of, sorted by name (RFC 7638 § 3.2).
    static func required(of key: PublicKey) -> [UInt8] {
        let parameters = key.jwkParameters()
        var members = [("kty", parameters.kty)]
        if let curve = parameters.crv { members.append(("crv", curve)) }
        return self.json((members + self.texts(parameters)).sorted { $0.0 < $1.0 })
    }

    /// Of public keys only.
    private static func texts(_ parameters: JWKParameters) -> [(String, String)] {
        self.order.compactMap { name in
            parameters.values[name].map { value in
                var text: [UInt8] = []
                JOSEText.encode(value.bytes, into: &text)
                return (name, String(decoding: text, as: UTF8.self))
            }
        }
    }

    private static func json(_ members: [(String, String)]) -> [UInt8] {
        JWEHeaderMember.json(members.map { JWEHeaderMember($0.0, .text($0.1)) })
    }

    /// Appends a key's object; nothing, and false, where only the public half is asked for and there is none.
    static func append(
        _ material: KeyMaterial, _ binding: KeyBinding, publicOnly: Bool, to output: SecretBuffer
    ) -> Bool {
        let values: [(name: String, octets: SecretBytes)]
        var texts: [(String, String)]
        switch material {
        case .octets(let octets):
            guard !publicOnly else { return false }
            texts = [("kty", "oct")]
            values = [("k", octets)]
        case .privateKey(let key) where !publicOnly:
            (texts, values) = self.members(key.jwkParameters())
        case .privateKey(let key):
            (texts, values) = self.members(key.publicKey.jwkParameters())
        case .publicKey(let key):
            (texts, values) = self.members(key.jwkParameters())
        }
        if let identifier = JWK.identifier(of: material, binding) { texts.append(("kid", identifier)) }
        if let use = binding.use { texts.append(("use", use)) }
        if let algorithm = binding.algorithm { texts.append(("alg", algorithm)) }
        output.append("{")
        for (index, text) in texts.enumerated() {
            if index > 0 { output.append(",") }
            self.append(text.0, text.1, to: output)
        }
        let isHalf = if case .privateKey = material { publicOnly } else { false }
        self.append(isHalf ? binding.publicOperations : binding.operations, to: output)
        for value in values { self.append(value.name, value.octets, to: output) }
        output.append("}")
        return true
    }

    private static func members(
        _ parameters: JWKParameters
    ) -> ([(String, String)], [(name: String, octets: SecretBytes)]) {
        let texts = [("kty", parameters.kty)] + (parameters.crv.map { [("crv", $0)] } ?? [])
        return (texts, self.order.compactMap { name in parameters.values[name].map { (name, $0) } })
    }

    private static func append(_ name: String, _ text: String, to output: SecretBuffer) {
        var json: [UInt8] = []
        JWEHeaderMember.append(name, to: &json)
        json.append(UInt8(ascii: ":"))
        JWEHeaderMember.append(text, to: &json)
        output.append(json.span)
    }

    private static func append(_ operations: [String]?, to output: SecretBuffer) {
        guard let operations else { return }
        output.append(#","key_ops":["#)
        for (index, operation) in operations.enumerated() {
            var json: [UInt8] = index > 0 ? [UInt8(ascii: ",")] : []
            JWEHeaderMember.append(operation, to: &json)
            output.append(json.span)
        }
        output.append("]")
    }

    private static func append(_ name: String, _ octets: SecretBytes, to output: SecretBuffer) {
        var json: [UInt8] = [UInt8(ascii: ",")]
        JWEHeaderMember.append(name, to: &json)
        output.append(json.span)
        output.append(#":""#)
        Base64.encode(octets.bytes, alphabet: .url, padded: false, into: output)
        output.append(UInt8(ascii: "\""))
    }
}

extension KeyBinding {
    /// What the public half of a key is for; nil where nothing is said, or nothing is left of it.
    fileprivate var publicOperations: [String]? {
        let halves = ["sign": "verify", "decrypt": "encrypt", "unwrapKey": "wrapKey"]
        guard let operations = self.operations else { return nil }
        var names: [String] = []
        for operation in operations {
            let name = halves[operation] ?? operation
            if halves.values.contains(name), !names.contains(name) { names.append(name) }
        }
        return names.isEmpty ? nil : names
    }
}
