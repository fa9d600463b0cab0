package import Primitives

/// What all versions of one key have in common: a reader of one is a reader of all. Lengths and curves may differ.
package enum MaterialKind: Equatable, Sendable {
    package enum Family: String, Sendable {
        case rsa = "RSA"
        case ec = "EC"
        case x25519 = "X25519"
        case ed25519 = "Ed25519"
    }

    case octets
    case privateKey(Family)
    case publicKey(Family)
}

extension MaterialKind: CustomStringConvertible {
    /// In words for an operator, as they follow "is".
    package var description: String {
        switch self {
        case .octets: "octets"
        case .privateKey(let family): "\(family.rawValue) private"
        case .publicKey(let family): "\(family.rawValue) public"
        }
    }
}

extension MaterialKind.Family {
    package init(_ kind: PublicKeyKind) {
        self =
            switch kind {
            case .rsa: .rsa
            case .ec: .ec
            case .x25519: .x25519
            case .ed25519: .ed25519
            }
    }
}

extension KeyMaterial {
    package var materialKind: MaterialKind {
        switch self {
        case .octets: .octets
        case .privateKey(let key): .privateKey(MaterialKind.Family(key.kind))
        case .publicKey(let key): .publicKey(MaterialKind.Family(key.kind))
        }
    }

    /// Kind and size for lists: `octets 32`, `RSA 3072 private`, `P-256 public`.
    package var summary: String {
        switch self {
        case .octets(let bytes): "octets \(bytes.count)"
        case .privateKey(let key): "\(Self.summary(of: key.kind)) private"
        case .publicKey(let key): "\(Self.summary(of: key.kind)) public"
        }
    }

    private static func summary(of kind: PublicKeyKind) -> String {
        switch kind {
        case .rsa(let bits): "RSA \(bits)"
        case .ec(let curve): curve.rawValue
        case .x25519: "X25519"
        case .ed25519: "Ed25519"
        }
    }
}
