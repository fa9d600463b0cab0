package import Primitives

/// Why a document is no key that can be used, in words for an operator and without a secret.
package enum JWKFailure: Error, Equatable {
    /// Not one JSON object, nested too deep, or one with a name twice.
    case notJSON
    /// Bytes.
    case tooLong(limit: Int)
    /// A member that is missing, or not what it must be.
    case member(String)
    /// A member of the wrong JSON type, or whose text is not base64url without padding.
    case malformed(String)
    case unknownType(String)
    /// A text for operators that is empty or has control characters, by its member.
    case unprintable(String)
    /// A symmetric key whose `alg` needs another length; bytes.
    case octetsLength(algorithm: String, found: Int, needed: Int)
    case key(PublicKeyFailure)
    /// An RSA modulus that can be factored (``FaultyModulus``).
    case faultyModulus
    /// `use` and `key_ops` contradict each other, or `key_ops` names one twice.
    case inconsistentUse
    case tooManyKeys(limit: Int)
    case noKeys(skipped: [String])
    /// Two keys of a set have this `kid` and are of one type.
    case repeatedIdentifier(String)
    /// A set holds keys with secret members and keys without.
    case mixedSecrecy
    /// A key of a set, counted from 1.
    indirect case inSet(Int, JWKFailure)
}

extension JWKFailure: CustomStringConvertible {
    package var description: String {
        switch self {
        case .notJSON:
            "it is not one JSON object of at most \(JOSELimits.depth) levels and \(JOSELimits.keyMembers) members "
                + "whose names are unique"
        case .tooLong(let limit): "it is longer than \(limit) bytes"
        case .member(let name): "\"\(name)\" is missing, or not what RFC 7518 § 6 asks for"
        case .malformed(let name): "\"\(name)\" is of the wrong JSON type, not ASCII, or not base64url without padding"
        case .unknownType(let type): "\"kty\" is \"\(type)\", and RSA, EC, OKP and oct are known"
        case .unprintable(let name): "\"\(name)\" is empty, or has control characters"
        case .octetsLength(let algorithm, let found, let needed):
            "\"k\" has \(found) bytes, and its \"alg\", \(algorithm), needs \(needed)"
        case .key(let failure): "the key is refused: \(failure)"
        case .faultyModulus: "its RSA modulus comes of a faulty generator and can be factored (CVE-2017-15361)"
        case .inconsistentUse: "\"use\" and \"key_ops\" contradict each other, or \"key_ops\" names one twice"
        case .tooManyKeys(let limit): "it holds more than \(limit) keys"
        case .noKeys(let skipped):
            "it holds no key that can be used" + (skipped.isEmpty ? "" : "; " + skipped.joined(separator: "; "))
        case .repeatedIdentifier(let identifier): "two keys have the kid \"\(identifier)\""
        case .mixedSecrecy: "it holds secret keys and public ones; split it into two"
        case .inSet(let number, let failure): "key \(number) of the set: \(failure)"
        }
    }

    /// Whether a set may hold such a key and is read without it: RFC 7517 § 5 says so of types that are not known, of
    /// members that are missing and of values that are not supported.
    var isSkippedInSet: Bool {
        switch self {
        case .unknownType, .member: true
        case .key(let failure):
            switch failure {
            case .unsupportedKind, .unsupportedCurve, .rsaLength, .jwkType, .multiplePrimes, .publicExponent: true
            default: false
            }
        default: false
        }
    }
}
