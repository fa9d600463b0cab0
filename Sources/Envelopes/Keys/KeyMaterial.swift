package import Primitives

/// What a key version holds.
package enum KeyMaterial: Sendable {
    /// A symmetric key, or a secret that one is derived from: the stored bytes, as imported.
    case octets(SecretBytes)
    /// Of the gateway: opens what was sealed under its public half, and signs.
    case privateKey(PrivateKey)
    /// Of somebody else: seals what he reads, and verifies what he signed.
    case publicKey(PublicKey)

    package var octets: SecretBytes? {
        if case .octets(let bytes) = self { bytes } else { nil }
    }
}

/// What a JWK says its key is for (RFC 7517 § 4); it binds.
package struct KeyBinding: Equatable, Sendable {
    /// `kid`.
    package var identifier: String?
    /// `alg`.
    package var algorithm: String?
    /// `use`: `sig` or `enc`.
    package var use: String?
    /// `key_ops`; nil: not said.
    package var operations: [String]?

    package init(identifier: String? = nil, algorithm: String? = nil, use: String? = nil, operations: [String]? = nil) {
        self.identifier = identifier
        self.algorithm = algorithm
        self.use = use
        self.operations = operations
    }
}
