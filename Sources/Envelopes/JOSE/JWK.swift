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

    /// Reads one key or a set of keys. Members that are not known are passed over.
    package static func read(_ json: SecretBytes) throws(JWKFailure) -> Document {
        guard json.count <= JOSELimits.keyDocumentLength else {
            throw .tooLong(limit: JOSELimits.keyDocumentLength)
        }
        let object: JOSEObject
        do throws(JOSEFault) {
            object = try JOSEObject(json, members: JOSELimits.keyMembers)
        } catch {
            throw .notJSON
        }
        if object.has("keys"), !object.has("kty") { return try JWKReader.set(object) }
        return Document(keys: [try JWKReader.key(object)], skipped: [])
    }

    /// The SHA-256 thumbprint of a key (RFC 7638) in base64url.
    package static func thumbprint(_ key: PublicKey) -> String {
        self.thumbprint(ofJSON: JWKWriter.required(of: key))
    }

    static func thumbprint(of octets: SecretBytes) -> String {
        var json = Array(#"{"k":""#.utf8)
        JOSEText.encode(octets.bytes, into: &json)
        json += #"","kty":"oct"}"#.utf8
        defer { json.wipe() }
        return self.thumbprint(ofJSON: json)
    }

    private static func thumbprint(ofJSON json: [UInt8]) -> String {
        var text: [UInt8] = []
        JOSEText.encode(sha256(json.span).bytes, into: &text)
        return String(decoding: text, as: UTF8.self)
    }
}
