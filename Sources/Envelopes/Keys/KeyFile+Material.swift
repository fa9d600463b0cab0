import Primitives

/// Why stored material is no key, in words that follow "version 1 is".
struct MaterialFault: Error {
    let reason: String
}

extension KeyFile.Material {
    private static let octets = "octets"
    /// DER of `PrivateKeyInfo` (RFC 5208).
    private static let privateKey = "pkcs8"
    /// DER of `SubjectPublicKeyInfo` (RFC 5280 § 4.1).
    private static let publicKey = "spki"
    private static let unprotected = "none"

    init(_ material: KeyMaterial) {
        switch material {
        case .octets(let bytes): self.init(Self.octets, bytes)
        case .privateKey(let key): self.init(Self.privateKey, key.pkcs8)
        case .publicKey(let key): self.init(Self.publicKey, SecretBytes(copying: key.spki.span))
        }
    }

    private init(_ type: String, _ value: SecretBytes) {
        self.init(type: type, protection: Self.unprotected, value: value)
    }

    func read() throws(MaterialFault) -> KeyMaterial {
        guard self.protection == Self.unprotected,
            [Self.octets, Self.privateKey, Self.publicKey].contains(self.type)
        else {
            throw MaterialFault(
                reason: "\(self.type) under protection \"\(self.protection)\", which this build does not read")
        }
        guard self.value.count > 0 else { throw MaterialFault(reason: "\(self.type) of no bytes") }
        do throws(PublicKeyFailure) {
            return switch self.type {
            case Self.privateKey: .privateKey(try PrivateKey(pkcs8: self.value))
            case Self.publicKey: .publicKey(try PublicKey(spki: self.value.bytes))
            default: .octets(self.value)
            }
        } catch {
            throw MaterialFault(reason: "no \(self.type): \(error)")
        }
    }
}
