package import Primitives

/// JSON Web Keys and sets of them (RFC 7517, 7518 § 6, 8037 § 2).
package enum JWK {
    /// One key of a document.
    package struct Key: Sendable {
        package let material: KeyMaterial
        package let binding: KeyBinding

        package init(material: KeyMaterial, binding: KeyBinding) {
            self.material = material
            self.binding = binding
        }
    }

    /// What a document holds.
    package struct Document: Sendable {
        package let keys: [Key]
        /// Keys of a set that were passed over, in words for an operator (RFC 7517 § 5).
        package let skipped: [String]
    }

    /// Reads one key or a set of keys.
    package static func read(_ json: SecretBytes) throws(JWKFailure) -> Document {
        throw .notJSON
    }

    /// The JSON of a key, `kid` and all; nil where only the public half is asked for and there is none (`oct`).
    package static func write(_ material: KeyMaterial, _ binding: KeyBinding, publicOnly: Bool) -> SecretBytes? {
        nil
    }

    /// The JSON of a set of keys; those without a public half are left out where only that is asked for.
    package static func writeSet(_ keys: [Key], publicOnly: Bool) -> SecretBytes {
        SecretBytes(copying: [UInt8]().span)
    }

    /// The set of the public halves of the active and accepting versions of keys, active ones first.
    package static func publicSet(of keys: [NamedKey]) -> SecretBytes {
        SecretBytes(copying: [UInt8]().span)
    }

    /// The SHA-256 thumbprint of a key (RFC 7638) in base64url.
    package static func thumbprint(_ key: PublicKey) -> String { "" }
}
