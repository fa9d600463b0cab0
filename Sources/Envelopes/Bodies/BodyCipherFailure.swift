/// Why a key cannot serve under a profile, in words for an operator.
package enum BodyCipherFailure: Error, Equatable {
    /// What the profile needs of a key.
    package enum Need: Equatable, Sendable {
        case octets
        case rsa
    }

    case contentKey(key: String, version: Int, ContentKeyFailure)
    case setup(key: String, version: Int)
    /// The version is of another kind than the profile works with.
    case kind(key: String, version: Int, needs: Need)
    /// A version, or all of them where no number is given, that no algorithm of the profile's JWE or JWS can use, and why.
    case algorithms(key: String, version: Int?, reason: String)
    /// A second secret of the profile (`key:NAME`), by the profile field that names it: not given.
    case missingSecret(field: String, key: String)
    /// A second secret has no version in use, or an asymmetric or empty one.
    case unusableSecret(field: String, key: String)
    /// Lengths in bytes.
    case secretLength(field: String, key: String, version: Int, found: Int, needed: Int)
    /// Fixed bytes of the profile itself.
    case valueLength(field: String, found: Int, needed: Int)
}

extension BodyCipherFailure: CustomStringConvertible {
    package var description: String {
        switch self {
        case .contentKey(let key, let version, let failure): "key \"\(key)\" version \(version): \(failure)"
        case .setup(let key, let version): "key \"\(key)\" version \(version): libcrypto refused it"
        case .kind(let key, let version, let needs):
            "key \"\(key)\" version \(version): the profile needs \(needs.words)"
        case .algorithms(let key, let version, let reason):
            "key \"\(key)\"\(version.map { " version \($0)" } ?? ""): \(reason)"
        case .missingSecret(let field, let key):
            "\(field): key:\(key): there is no such key; make it with: revgate keys import \(key) --format raw"
        case .unusableSecret(let field, let key):
            "\(field): key:\(key): it has no active or accepting version of octets, or an empty one"
        case .secretLength(let field, let key, let version, let found, let needed):
            "\(field): key \"\(key)\" version \(version): it has \(found) bytes where the profile needs \(needed)"
        case .valueLength(let field, let found, let needed):
            "\(field) has \(found) bytes where the profile needs \(needed)"
        }
    }
}

extension BodyCipherFailure.Need {
    fileprivate var words: String {
        switch self {
        case .octets: "a symmetric key; make one with: revgate keys create NAME --profile PROFILE"
        case .rsa: "an RSA key; import it with: revgate keys import NAME --format pem"
        }
    }
}
